//! Inspection: what became of each deal since a day, and that it adds up.

use crate::{DAY, staged, state, store};
use contract::inspection::InspectionQuery;
use contract::opportunity::OpportunityPatch;
use contract::session::Me;
use domain::inspection::{Class, Shift};
use domain::{Company, Instant, Line, OpportunityId, PersonId, Role, State};
use engine::testing::{NOW, author, each_workspace};
use uuid::Uuid;

/// What a deal should be called, what it moved, and its versions: how many days ago, and what it then was.
type Story = (Option<Class>, i64, Vec<(i64, State)>);

fn closing(text: &str, state: State) -> State {
    State { close_day: text.parse().ok(), ..state }
}

/// Days before now.
fn ago(days: i64) -> Instant {
    NOW.plus_ms(-days * DAY)
}

#[tokio::test]
async fn what_became_of_each_deal_adds_up() {
    each_workspace(|engine| async move {
        // The quarter is 2026-11-01 to 2027-01-31; the week begins on 2026-11-16.
        let in_q = |stage, acv| closing("2026-12-15", state("Deal", stage, acv));
        let earlier = |stage, acv| closing("2026-10-15", state("Deal", stage, acv));
        let later = |stage, acv| closing("2027-03-15", state("Deal", stage, acv));
        let stories: Vec<Story> = vec![
            (None, 0, vec![(30, in_q(2, 1_000))]),
            (Some(Class::New), 2_000, vec![(3, in_q(2, 2_000))]),
            (Some(Class::New), 300, vec![(30, in_q(1, 300)), (2, in_q(2, 300))]),
            (Some(Class::Up), 500, vec![(30, in_q(2, 4_000)), (2, in_q(3, 4_500))]),
            (Some(Class::Down), -70, vec![(30, in_q(2, 400)), (2, in_q(2, 330))]),
            (Some(Class::Changed), 0, vec![(30, in_q(3, 900)), (2, in_q(2, 900))]),
            (Some(Class::CameBack), 0, vec![(30, in_q(2, 800)), (5, in_q(2, 850)), (2, in_q(2, 800))]),
            (Some(Class::PulledIn), 600, vec![(30, later(2, 500)), (2, in_q(2, 600))]),
            (Some(Class::PushedOut), -510, vec![(30, in_q(2, 510)), (2, later(2, 510))]),
            (Some(Class::Won), -610, vec![(30, in_q(4, 610)), (2, closing("2026-11-21", state("Deal", 5, 700)))]),
            (Some(Class::Lost), -620, vec![(30, in_q(4, 620)), (2, in_q(6, 620))]),
            (Some(Class::Deleted), -630, vec![(30, in_q(2, 630)), (2, State { deleted: true, ..in_q(2, 630) })]),
            (Some(Class::Left), -640, vec![(30, in_q(2, 640)), (2, in_q(1, 640))]),
            (Some(Class::Reopened), 650, vec![(30, in_q(2, 650)), (20, in_q(6, 650)), (2, in_q(2, 650))]),
            (
                Some(Class::Restored),
                670,
                vec![(30, in_q(2, 670)), (20, State { deleted: true, ..in_q(2, 670) }), (2, in_q(2, 670))],
            ),
            (Some(Class::PulledOut), -680, vec![(30, in_q(2, 680)), (2, earlier(2, 680))]),
            (Some(Class::PushedIn), 690, vec![(30, earlier(2, 690)), (2, in_q(2, 690))]),
            (Some(Class::Returned), 660, vec![(30, in_q(2, 660)), (20, in_q(1, 660)), (2, in_q(2, 660))]),
        ];
        let store = store(&engine);
        let batch = store.begin_batch(None, None, "publishing", "{}").await.unwrap();
        let mut expected = Vec::new();
        for (class, moved, story) in stories {
            let deal = OpportunityId(Uuid::now_v7());
            let versions = story.into_iter().map(|(days, state)| staged(deal, ago(days), state));
            store.stage_versions(batch, versions.collect()).await.unwrap();
            expected.extend(class.map(|class| (deal, class, moved)));
        }
        store.publish(batch, "published").await.unwrap();
        let exec = Me { person: PersonId(Uuid::now_v7()), name: "Eva".into(), email: "eva@example.com".into(), role: Role::Exec };
        let view = engine.view(&exec);
        let found = view.inspection(&InspectionQuery::default()).await.unwrap();
        let mut seen: Vec<_> = found.deals.items.iter().map(|one| (one.id, one.class, one.moved.0)).collect();
        seen.sort_unstable();
        expected.sort_unstable();
        assert_eq!(seen, expected);
        // Then: what was open a week ago; now: that, and all that moved.
        assert_eq!(found.then.acv, Company(1_000 + 4_000 + 400 + 900 + 800 + 510 + 610 + 620 + 630 + 640 + 680));
        let moved: i64 = found.classes.iter().map(|one| one.change.moved.0).sum();
        assert_eq!(found.now.acv.0, found.then.acv.0 + moved + found.fx.0);
        assert_eq!(found.fx, Company(0));
        let won = InspectionQuery { class: Some(Class::Won), ..InspectionQuery::default() };
        let won = view.inspection(&won).await.unwrap().deals;
        assert_eq!((won.total, won.items[0].closed), (1, Some(Company(700))));
        let unchanged = InspectionQuery { class: Some(Class::Unchanged), ..InspectionQuery::default() };
        let unchanged = view.inspection(&unchanged).await.unwrap().deals;
        assert_eq!(
            (unchanged.total, unchanged.items[0].was, unchanged.items[0].is),
            (1, Some(Company(1_000)), Some(Company(1_000)))
        );
        let shifts: Vec<_> = found.shifts.iter().map(|row| (row.shift, row.change.deals, row.change.moved.0)).collect();
        assert_eq!(shifts, [(Shift::Forth, 1, 500), (Shift::Back, 1, 0)]);
        let rep = Me { role: Role::Rep, ..exec };
        let none = engine.view(&rep).inspection(&InspectionQuery::default()).await.unwrap();
        assert_eq!((none.deals.total, none.then.deals), (0, 0), "nobody's deals are not a rep's");
    })
    .await;
}

/// What was told once is kept; what an import learns of the past, and the next change, are told all the same.
#[tokio::test]
async fn what_was_told_of_a_deal_is_told_anew_when_its_history_is_another() {
    each_workspace(|engine| async move {
        let in_q = |acv| closing("2026-12-15", state("Deal", 2, acv));
        let (store, deal) = (store(&engine), OpportunityId(Uuid::now_v7()));
        let import = async |versions: Vec<(i64, State)>| {
            let batch = store.begin_batch(None, None, "publishing", "{}").await.unwrap();
            let versions = versions.into_iter().map(|(days, state)| staged(deal, ago(days), state));
            store.stage_versions(batch, versions.collect()).await.unwrap();
            store.publish(batch, "published").await.unwrap();
        };
        let exec = Me { person: PersonId(Uuid::now_v7()), name: "Eva".into(), email: "eva@example.com".into(), role: Role::Exec };
        let view = engine.view(&exec);
        let told = async || {
            let found = view.inspection(&InspectionQuery::default()).await.unwrap();
            found.classes.iter().map(|row| (row.class, row.change.moved.0)).collect::<Vec<_>>()
        };
        import(vec![(30, in_q(1_000)), (1, in_q(1_000))]).await;
        for _ in 0..2 {
            assert_eq!(told().await, [(Class::Unchanged, 0)]);
        }
        // It was worth more for two days: that is not its latest version.
        import(vec![(3, in_q(1_500))]).await;
        for _ in 0..2 {
            assert_eq!(told().await, [(Class::CameBack, 0)]);
        }
        let base = store.latest(deal).await.unwrap().unwrap();
        let lines = vec![Line { acv: 1_200, ..base.state.lines[0] }];
        let more = OpportunityPatch { base: base.log, lines: Some(lines), ..OpportunityPatch::default() };
        store.patch(author(), deal, more).await.unwrap();
        for _ in 0..2 {
            assert_eq!(told().await, [(Class::Up, 200)]);
        }
    })
    .await;
}
