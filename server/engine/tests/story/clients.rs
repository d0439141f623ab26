//! Several clients change one deal at once, on old bases and new ones, again with the same key, in random order: what was
//! acknowledged is in the history, what was refused is nowhere, and no field is overwritten by one who had not seen it.

use crate::{state, store};
use contract::opportunity::OpportunityPatch;
use domain::{State, Version};
use engine::store::{Author, Store, StoreError};
use engine::testing::{author, each_workspace};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeMap;

/// What one client does in a round; all clients of a round do it at once.
#[derive(Clone, Copy, Debug)]
enum Does {
    /// Changes some of the fields, on the version seen last.
    Change([bool; 3]),
    /// The same request as last time, with its key.
    Repeat,
    /// Looks at the deal as it is now.
    Look,
}

/// The fields, each with what a client may write into it.
fn values(state: &State) -> [Option<String>; 3] {
    [Some(state.name.clone()), state.next_step.clone(), state.region.clone()]
}

fn does() -> impl Strategy<Value = Does> {
    prop_oneof![4 => any::<[bool; 3]>().prop_map(Does::Change), 1 => Just(Does::Repeat), 2 => Just(Does::Look)]
}

/// A request, and what its client had seen.
#[derive(Clone)]
struct Request {
    key: String,
    patch: OpportunityPatch,
    written: [Option<String>; 3],
    seen: [Option<String>; 3],
    answer: Option<Version>,
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_overwrites_what_they_have_not_seen() {
    each_workspace(|engine| async move {
        let rounds = prop::collection::vec(prop::collection::vec(does(), 3), 1..10);
        let mut runner = TestRunner::new(Config { cases: 64, failure_persistence: None, ..Config::default() });
        let now = tokio::runtime::Handle::current();
        let outcome = tokio::task::block_in_place(|| {
            runner.run(&rounds, |rounds| now.block_on(tell(store(&engine), &rounds)).map_err(TestCaseError::fail))
        });
        outcome.unwrap_or_else(|fault| panic!("{fault}"));
    })
    .await;
}

async fn tell(store: &Store, rounds: &[Vec<Does>]) -> Result<(), String> {
    let made = store.create(author(), state("Told", 2, 100)).await.unwrap();
    let mut views = vec![made.clone(); 3];
    let mut last: Vec<Option<Request>> = vec![None; 3];
    let mut requests: BTreeMap<String, Request> = BTreeMap::new();
    for (round, all) in rounds.iter().enumerate() {
        let mut asked = Vec::new();
        for (client, does) in all.iter().enumerate() {
            match does {
                Does::Look => views[client] = store.latest(made.opportunity).await.unwrap().unwrap(),
                Does::Repeat => asked.extend(last[client].clone().map(|request| (client, request))),
                Does::Change(which) => {
                    let request = change(&views[client], *which, &format!("{}-{client}-{round}", made.opportunity));
                    last[client] = Some(request.clone());
                    asked.push((client, request));
                }
            }
        }
        let sent = asked.into_iter().map(async |(client, request)| {
            let author = Author { idempotency_key: Some(request.key.clone()), ..author() };
            (client, store.patch(author, made.opportunity, request.patch.clone()).await, request)
        });
        for (client, answer, mut request) in futures::future::join_all(sent).await {
            match answer {
                Ok(version) => {
                    if let Some(before) = requests.get(&request.key).and_then(|before| before.answer.as_ref())
                        && before != &version
                    {
                        return Err(format!("{} was answered in two ways", request.key));
                    }
                    if version.log > views[client].log {
                        views[client] = version.clone();
                    }
                    request.answer = Some(version);
                }
                Err(StoreError::Problem(problem)) if problem.status == 409 => {}
                Err(other) => return Err(other.to_string()),
            }
            requests.insert(request.key.clone(), request);
        }
    }
    let mut versions = store.versions_of(&[made.opportunity], None).await.unwrap();
    versions.sort_by_key(|version| version.log);
    check(&versions, &requests)
}

fn change(view: &Version, which: [bool; 3], key: &str) -> Request {
    let text = |at: usize, field: &str| which[at].then(|| format!("{key} {field}"));
    let written = [text(0, "name"), text(1, "step"), text(2, "region")];
    let patch = OpportunityPatch {
        base: view.log,
        name: written[0].clone(),
        next_step: written[1].clone().map(Some),
        region: written[2].clone().map(Some),
        ..OpportunityPatch::default()
    };
    Request { key: key.to_owned(), patch, written, seen: values(&view.state), answer: None }
}

fn check(versions: &[Version], requests: &BTreeMap<String, Request>) -> Result<(), String> {
    for request in requests.values() {
        let says = |version: &Version| {
            let values = values(&version.state);
            (0..3).all(|at| request.written[at].is_none() || request.written[at] == values[at])
        };
        let somewhere =
            |at: usize| request.written[at].is_some() && versions.iter().any(|v| values(&v.state)[at] == request.written[at]);
        match &request.answer {
            Some(answer) if !versions.contains(answer) || !says(answer) => {
                return Err(format!("{} was acknowledged and is not in the history", request.key));
            }
            None if (0..3).any(somewhere) => return Err(format!("{} was refused and left a trace", request.key)),
            _ => {}
        }
    }
    for pair in versions.windows(2) {
        let (before, after) = (values(&pair[0].state), values(&pair[1].state));
        for at in (0..3).filter(|at| before[*at] != after[*at]) {
            let writer = requests.values().find(|request| request.written[at] == after[at]);
            let writer = writer.ok_or_else(|| format!("nobody wrote {:?}", after[at]))?;
            if writer.seen[at] != before[at] {
                return Err(format!("{:?} was overwritten by {}, who had seen {:?}", before[at], writer.key, writer.seen[at]));
            }
        }
    }
    Ok(())
}
