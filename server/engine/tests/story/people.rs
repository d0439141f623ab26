//! People and things by their keys; invitations and sessions.

use crate::{DAY, deal, problem, store};
use contract::session::{Acceptance, Credentials, NewUser};
use domain::Role;
use engine::store::{Entity, EntityRow, KeyRow};
use engine::testing::{NOW, each_workspace};
use uuid::Uuid;

fn row(key: Option<&str>, name: &str, email: Option<&str>) -> EntityRow {
    EntityRow {
        id: Uuid::now_v7(),
        external_key: key.map(str::to_owned),
        name: name.to_owned(),
        email: email.map(str::to_owned),
        ..EntityRow::default()
    }
}

#[tokio::test]
async fn things_are_known_by_their_keys() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        for kind in [Entity::Team, Entity::Account, Entity::Product, Entity::Campaign, Entity::Person, Entity::Contact] {
            let rows = vec![row(Some("1"), "Uno", None), row(None, "Due", None)];
            let ids = store.upsert_entities(kind, rows.clone()).await.unwrap();
            assert_eq!(ids, [rows[0].id, rows[1].id]);
            let again = store.upsert_entities(kind, vec![row(Some("1"), "Uno bis", None)]).await.unwrap();
            assert_eq!(again, [rows[0].id]);
            let labels = store.labels(kind).await.unwrap();
            assert_eq!((labels.len(), labels[&rows[0].id].as_str()), (2, "Uno bis"));
            assert_eq!(store.labels_of(kind, &[rows[1].id]).await.unwrap().len(), 1);
            assert_eq!(store.entities(kind).await.unwrap().len(), 2);
            let names = store.names(&[rows[0].id]).await.unwrap();
            assert_eq!(names.contains_key(&rows[0].id), kind != Entity::Team, "what a deal points to has a name");
        }
        // A person is one by mail address, whatever its case; an address stays with who has it.
        let one = async |row| store.upsert_entities(Entity::Person, vec![row]).await.unwrap()[0];
        let ada = one(row(None, "Ada", Some("Ada@example.com"))).await;
        assert_eq!(one(row(Some("7"), "Ada", Some("ada@EXAMPLE.com"))).await, ada);
        let other = one(row(Some("1"), "Uno", Some("ada@example.com"))).await;
        assert_ne!(ada, other);
        let people = store.entities(Entity::Person).await.unwrap();
        let mail = |id| people.iter().find(|person| person.id == id).unwrap().email.clone();
        assert_eq!((mail(ada).as_deref(), mail(other)), (Some("ada@example.com"), None));

        let alfa = deal();
        let key = |opportunity| KeyRow { external_key: "D-1".into(), opportunity };
        for opportunity in [alfa, deal()] {
            store.save_opportunity_keys(vec![key(opportunity)]).await.unwrap();
        }
        let known = store.opportunity_keys(&["D-1".into(), "D-2".into()]).await.unwrap();
        assert_eq!(known, [key(alfa)]);
    })
    .await;
}

#[tokio::test]
async fn people_sign_in_once_invited() {
    each_workspace(|engine| async move {
        let auth = engine.auth();
        assert!(auth.nobody_can_sign_in().await.unwrap());
        let ada = NewUser { email: "Ada@Example.com".into(), name: "Ada".into(), role: Role::Admin };
        let old = auth.invite(&ada).await.unwrap();
        let new = auth.invite(&ada).await.unwrap();
        let accept = |path: &str, password: &str| Acceptance {
            token: path.strip_prefix("/welcome?token=").unwrap().to_owned(),
            password: password.to_owned(),
        };
        let password = "correct horse battery";
        let field = |problem: contract::Problem| problem.fields[0].field.clone();
        assert_eq!(field(problem(auth.accept(&accept(&old.path, password)).await)), "token");
        assert_eq!(field(problem(auth.accept(&accept(&new.path, "short")).await)), "password");
        let (me, session) = auth.accept(&accept(&new.path, password)).await.unwrap();
        assert_eq!((me.email.as_str(), me.role), ("ada@example.com", Role::Admin));
        assert!(!auth.nobody_can_sign_in().await.unwrap());
        assert_eq!(field(problem(auth.accept(&accept(&new.path, password)).await)), "token");
        assert_eq!(auth.whose(&session).await.unwrap(), Some(me.clone()));

        let credentials = |password: &str| Credentials { email: " ADA@example.com ".into(), password: password.to_owned() };
        let wrong = problem(auth.sign_in(&credentials("wrong password")).await);
        let nobody = Credentials { email: "nobody@example.com".into(), password: password.to_owned() };
        assert_eq!(problem(auth.sign_in(&nobody).await), wrong);
        assert_eq!(wrong.status, 401);
        let (_, second) = auth.sign_in(&credentials(password)).await.unwrap();
        auth.sign_out(&session).await.unwrap();
        assert_eq!(auth.whose(&session).await.unwrap(), None);
        assert!(auth.whose(&second).await.unwrap().is_some());

        // In use, it lasts; unused for a month, it does not.
        for (days, lasts) in [(20, true), (45, true), (76, false)] {
            engine.clock().set(NOW.plus_ms(days * DAY));
            assert_eq!(auth.whose(&second).await.unwrap().is_some(), lasts, "after {days} days");
        }
        let (_, third) = auth.sign_in(&credentials(password)).await.unwrap();
        auth.sign_out_everywhere(&me).await.unwrap();
        assert_eq!(auth.whose(&third).await.unwrap(), None);

        let bea = NewUser { email: "bea@example.com".into(), name: "Bea".into(), role: Role::Rep };
        let late = auth.invite(&bea).await.unwrap();
        engine.clock().set(late.expires_at.plus_ms(1));
        assert_eq!(field(problem(auth.accept(&accept(&late.path, password)).await)), "token");
        let users = store(&engine).users(None, 10).await.unwrap();
        let seen: Vec<_> = users.iter().map(|user| (user.me.name.as_str(), user.active, user.last_seen.is_some())).collect();
        assert_eq!(seen, [("Ada", true, true), ("Bea", false, false)]);
        assert_eq!(store(&engine).users(Some("ada@example.com"), 10).await.unwrap().len(), 1);
        assert_eq!(store(&engine).count_users().await.unwrap(), 2);
    })
    .await;
}
