//! Live edits: appended, merged by field, safe to repeat; and the lists of what is now.

use crate::{day, days_ago, deal, history, import, listed, problem, state, store};
use contract::book::ListOpportunitiesQuery;
use contract::opportunity::OpportunityPatch;
use contract::session::Me;
use domain::{
    Category, Cause, Day, Instant, Line, LogNo, PersonId, ProductId, Role, Split, SplitKind, StageId, State, TeamMember,
};
use engine::store::{Author, Entity, EntityRow};
use engine::testing::{NOW, author, each_workspace};
use uuid::Uuid;

fn patch(base: LogNo) -> OpportunityPatch {
    OpportunityPatch { base, ..OpportunityPatch::default() }
}

#[tokio::test]
async fn edits_append_and_merge_by_field() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let (batch, [alfa, beta]) = import(store).await;
        store.publish(batch, "published").await.unwrap();
        let base = store.latest(beta).await.unwrap().unwrap();

        // One changes the stage, on the imported version; the current rows have not followed yet.
        let restage = OpportunityPatch { stage: Some(StageId(4)), ..patch(base.log) };
        let one = store.patch(author(), beta, restage.clone()).await.unwrap();
        assert_eq!((one.effective_at, one.recorded_at, one.batch), (NOW, NOW, None));
        assert_eq!(one.log, store.head().await.unwrap());
        store.project(batch, |_| {}).await.unwrap();
        let text = store.deal_texts(&[(beta, one.log)]).await.unwrap();
        assert_eq!(text[&beta].name, one.state.name);

        // Another changes the name, having seen what was before: both stay. In the same millisecond is a millisecond later.
        let rename = OpportunityPatch { name: Some("Beta due".into()), ..patch(base.log) };
        let two = store.patch(author(), beta, rename).await.unwrap();
        assert_eq!((two.state.stage, two.state.name.as_str()), (StageId(4), "Beta due"));
        assert_eq!(two.effective_at, NOW.plus_ms(1));

        // A third changes the stage to something else, on the old version: a conflict, and nothing has happened.
        let both = OpportunityPatch { stage: Some(StageId(6)), next_step: Some(Some("Call".into())), ..patch(base.log) };
        let conflict = problem(store.patch(author(), beta, both).await);
        assert_eq!(conflict.status, 409);
        assert_eq!(conflict.fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(), ["stage"]);
        assert_eq!(store.latest(beta).await.unwrap().unwrap(), two);
        assert_eq!(store.head().await.unwrap(), two.log);

        // What the other chose too is no conflict, and changes nothing.
        assert_eq!(store.patch(author(), beta, restage).await.unwrap(), two);

        // Null clears.
        let three = store.patch(author(), beta, OpportunityPatch { close_day: Some(None), ..patch(two.log) }).await.unwrap();
        assert_eq!(three.state.close_day, None);

        // The past stays: as of, known at.
        let versions = store.versions_of(&[beta], None).await.unwrap();
        let known = |as_of: Instant, log: LogNo| domain::opportunity::as_of(&versions, as_of, log).map(|v| v.state.stage.0);
        assert_eq!(known(days_ago(60), three.log), None);
        assert_eq!(known(days_ago(50), three.log), Some(3));
        assert_eq!(known(NOW, base.log), Some(3));
        assert_eq!(known(NOW, one.log), Some(4));
        assert_eq!(store.versions_of(&[beta], Some(one.log)).await.unwrap().len(), 2);
        assert_eq!(store.versions_of(&[alfa, beta], None).await.unwrap().len(), 2 + 4);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_acceptable_is_refused_with_its_field() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let alfa = store.create(author(), state("Alfa", 2, 1)).await.unwrap();
        let base = || patch(alfa.log);
        let unknown = Line { line: 1, product: Some(ProductId(Uuid::now_v7())), acv: 1, one_off: 0 };
        for (field, patch) in [
            ("stage", OpportunityPatch { stage: Some(StageId(77)), ..base() }),
            ("name", OpportunityPatch { name: Some("  ".into()), ..base() }),
            ("close_day", OpportunityPatch { close_day: Some(Some(Day(-1))), ..base() }),
            ("category", OpportunityPatch { category: Some(Some(Category::Closed)), ..base() }),
            ("owner", OpportunityPatch { owner: Some(Some(PersonId(Uuid::now_v7()))), ..base() }),
            ("lines", OpportunityPatch { lines: Some(vec![unknown]), ..base() }),
            ("base", OpportunityPatch { name: Some("Other".into()), ..patch(LogNo(999)) }),
        ] {
            let refused = problem(store.patch(author(), alfa.opportunity, patch).await);
            assert_eq!((refused.status, refused.fields[0].field.as_str()), (400, field));
        }
        assert_eq!(problem(store.patch(author(), deal(), base()).await).status, 404);
        assert_eq!(problem(store.create(author(), State { name: String::new(), ..state("", 2, 1) }).await).status, 400);
        assert_eq!(history(store, None, None).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_deal_that_is_closed_closes_today_unless_its_day_has_come_or_is_said() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let today = day("2026-11-23");
        let closing = |stage: i16, close_day: Option<&'static str>, said: Option<&'static str>| async move {
            let before = State { close_day: close_day.map(day), ..state("Alfa", 4, 100) };
            let made = store.create(author(), before).await.unwrap();
            let said = said.map(|text| Some(day(text)));
            let close = OpportunityPatch { stage: Some(StageId(stage)), close_day: said, ..patch(made.log) };
            store.patch(author(), made.opportunity, close).await.unwrap()
        };
        for stage in [5, 6] {
            assert_eq!(closing(stage, Some("2026-12-15"), None).await.state.close_day, Some(today));
            assert_eq!(closing(stage, None, None).await.state.close_day, Some(today));
            assert_eq!(closing(stage, Some("2026-11-20"), None).await.state.close_day, Some(day("2026-11-20")));
            assert_eq!(closing(stage, Some("2026-12-15"), Some("2026-11-30")).await.state.close_day, Some(day("2026-11-30")));
        }
        // Moving on, or from one way of being closed to the other, leaves the day alone.
        assert_eq!(closing(2, Some("2026-12-15"), None).await.state.close_day, Some(day("2026-12-15")));
        let won = closing(5, None, Some("2026-12-24")).await;
        let lost = OpportunityPatch { stage: Some(StageId(6)), ..patch(won.log) };
        assert_eq!(store.patch(author(), won.opportunity, lost).await.unwrap().state.close_day, Some(day("2026-12-24")));
    })
    .await;
}

#[tokio::test]
async fn a_retry_gets_the_same_answer() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let with_key = |key: &str| Author { idempotency_key: Some(key.to_owned()), ..author() };
        let created = store.create(with_key("a"), state("Alfa", 2, 100)).await.unwrap();
        assert_eq!(store.create(with_key("a"), state("Alfa", 2, 100)).await.unwrap(), created);
        assert_eq!(problem(store.create(with_key("a"), state("Alfa", 3, 100)).await).status, 409);
        let restage = OpportunityPatch { stage: Some(StageId(3)), ..patch(created.log) };
        let patched = store.patch(with_key("b"), created.opportunity, restage.clone()).await.unwrap();
        assert_eq!(store.patch(with_key("b"), created.opportunity, restage.clone()).await.unwrap(), patched);
        assert_eq!(problem(store.patch(with_key("a"), created.opportunity, restage).await).status, 409);
        assert_eq!(history(store, None, None).await.len(), 2);
        assert_eq!(listed(&engine).await.total, 1);
    })
    .await;
}

#[tokio::test]
async fn of_many_at_once_the_refused_do_not_harm_the_others() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let deals = (0..60).map(|n| async move {
            let state = if n % 3 == 0 { state("", 2, n) } else { state("Deal", 2, n) };
            store.create(author(), state).await.is_ok()
        });
        let made = futures::future::join_all(deals).await;
        assert_eq!(made.iter().filter(|made| **made).count(), 40);
        let mut logs: Vec<_> = history(store, None, None).await.into_iter().map(|row| row.1.0).collect();
        logs.sort_unstable();
        // The settings took the first number; no number is lost.
        assert_eq!(logs, (2..=41).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn lists_are_narrowed_and_paged() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let person = |name: &str| EntityRow { id: Uuid::now_v7(), name: name.to_owned(), ..EntityRow::default() };
        let people = store.upsert_entities(Entity::Person, vec![person("Ada"), person("Bea")]).await.unwrap();
        let [ada, bea] = [PersonId(people[0]), PersonId(people[1])];
        for (name, owner, sourced_by, close) in [
            ("Éclair 100%", Some(ada), None, Some("2026-12-01")),
            ("éclair two", Some(bea), None, Some("2026-11-01")),
            ("Third", Some(bea), Some(ada), None),
            ("Fourth", None, None, Some("2027-01-01")),
        ] {
            let deal = State { owner, sourced_by, close_day: close.map(day), ..state(name, 2, 1) };
            store.create(author(), deal).await.unwrap();
        }
        let me = |role, person| Me { person, name: "Somebody".into(), email: "somebody@example.com".into(), role };
        let list = async |me: &Me, query: ListOpportunitiesQuery| engine.view(me).opportunities(&query).await.unwrap();
        let names = async |me: &Me, query: ListOpportunitiesQuery| {
            list(me, query).await.items.into_iter().map(|deal| deal.name).collect::<Vec<_>>()
        };
        let (everybody, all) = (me(Role::Exec, ada), ListOpportunitiesQuery::default);
        assert_eq!(names(&everybody, all()).await, ["éclair two", "Éclair 100%", "Fourth", "Third"]);
        let search = |text: &str| ListOpportunitiesQuery { search: Some(text.into()), ..all() };
        assert_eq!(names(&everybody, search("ÉCLAIR")).await, ["éclair two", "Éclair 100%"]);
        assert_eq!(names(&everybody, search("0%")).await, ["Éclair 100%"]);
        assert_eq!(names(&me(Role::Bdr, ada), all()).await, ["Éclair 100%", "Third"], "owned, or sourced");
        assert_eq!(names(&me(Role::Rep, ada), all()).await, ["Éclair 100%"]);
        let stage = |text: &str| ListOpportunitiesQuery { condition: text.parse().unwrap(), ..all() };
        assert_eq!(names(&everybody, stage("stage:3")).await, [""; 0]);
        let page = list(&everybody, ListOpportunitiesQuery { limit: Some(3), ..all() }).await;
        assert_eq!((page.total, page.items.len()), (4, 3));
        assert_eq!(page.items[1].owner.as_deref(), Some("Ada"));
        let last = list(&everybody, ListOpportunitiesQuery { after: page.next, ..all() }).await;
        assert_eq!(last.items.into_iter().map(|deal| deal.name).collect::<Vec<_>>(), ["Third"]);
        assert_eq!(last.next, None);
    })
    .await;
}

#[tokio::test]
async fn what_a_deal_holds_beside_its_amount_is_kept_and_merged_field_by_field() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let person = async |name: &str| {
            let row = EntityRow { id: Uuid::now_v7(), name: name.into(), ..EntityRow::default() };
            PersonId(store.upsert_entities(Entity::Person, vec![row]).await.unwrap()[0])
        };
        let (ada, bob) = (person("Ada").await, person("Bob").await);
        let plain = store.create(author(), state("Alfa", 2, 1)).await.unwrap();
        assert_eq!((&plain.state.team, &plain.state.competitors), (&vec![], &None));

        let team = vec![TeamMember { person: ada, role: "Architect – «così»".into() }];
        let said = OpportunityPatch { team: Some(team.clone()), ..patch(plain.log) };
        let one = store.patch(author(), plain.opportunity, said).await.unwrap();
        // Somebody who has not seen the team says something else: both stay.
        let splits = vec![
            Split { person: ada, share: 3_333, kind: SplitKind::Revenue },
            Split { person: bob, share: 6_667, kind: SplitKind::Revenue },
            Split { person: bob, share: 10_000, kind: SplitKind::Overlay },
        ];
        let said = OpportunityPatch {
            splits: Some(splits.clone()),
            competitors: Some(Some(vec![])),
            nurture_until: Some(Some(day("2027-02-01"))),
            undo: true,
            ..patch(plain.log)
        };
        let two = store.patch(Author { cause: Cause::Undo, ..author() }, plain.opportunity, said).await.unwrap();
        assert_eq!((&two.state.team, &two.state.splits), (&team, &splits));
        assert_eq!(store.latest(plain.opportunity).await.unwrap().unwrap(), two);
        assert_eq!(store.versions_of(&[plain.opportunity], None).await.unwrap(), [plain.clone(), one, two.clone()]);
        assert_eq!((two.state.competitors.as_deref(), two.cause), (Some(&[][..]), Cause::Undo));

        // The same field twice is a conflict; null unsays.
        let other = OpportunityPatch { team: Some(vec![TeamMember { person: bob, role: String::new() }]), ..patch(plain.log) };
        assert_eq!(problem(store.patch(author(), plain.opportunity, other).await).fields[0].field, "team");
        let unsaid = OpportunityPatch { competitors: Some(None), ..patch(two.log) };
        let two = store.patch(author(), plain.opportunity, unsaid).await.unwrap();
        assert_eq!(two.state.competitors, None);

        let nobody = PersonId(Uuid::now_v7());
        let half = |person, share, kind| vec![Split { person, share, kind }];
        for (field, patch) in [
            ("team", OpportunityPatch { team: Some(vec![TeamMember { person: nobody, role: String::new() }]), ..patch(two.log) }),
            ("team", OpportunityPatch { team: Some([&team[..], &team[..]].concat()), ..patch(two.log) }),
            ("splits", OpportunityPatch { splits: Some(half(ada, 5_000, SplitKind::Revenue)), ..patch(two.log) }),
            ("splits", OpportunityPatch { splits: Some(half(ada, 10_001, SplitKind::Overlay)), ..patch(two.log) }),
            ("splits", OpportunityPatch { splits: Some(half(nobody, 10_000, SplitKind::Overlay)), ..patch(two.log) }),
            ("competitors", OpportunityPatch { competitors: Some(Some(vec!["Acme".into(), " acme".into()])), ..patch(two.log) }),
            ("competitors", OpportunityPatch { competitors: Some(Some(vec![" ".into()])), ..patch(two.log) }),
            ("nurture_until", OpportunityPatch { nurture_until: Some(Some(Day(90_000))), ..patch(two.log) }),
        ] {
            let refused = problem(store.patch(author(), plain.opportunity, patch).await);
            assert_eq!((refused.status, refused.fields[0].field.as_str()), (400, field));
        }
    })
    .await;
}
