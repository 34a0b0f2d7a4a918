//! `replay(log(ops)) == state(ops)`, whatever the operations.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::collections::BTreeMap;

use futures_util::future::join_all;
use proptest::prelude::*;
use serde_json::Value;
use tracewell_audit::{AuditLog, Collection, Journal, LogReader, Moment, Options, Refusal, replay, replay_until, wait};

use self::support::{Folder, Thing, caller, thing};

#[derive(Clone, Debug)]
enum Op {
    Create(usize, usize, String),
    Update(usize, usize, String),
    Refuse(usize, usize),
    Delete(usize, usize),
    Read(usize, usize),
    Search(usize),
    Restart,
}

const TEAMS: [&str; 3] = ["team-a", "team-b", "team-c"];
const IDS: [&str; 5] = ["1", "two", "a \"quoted\" id", "\u{202e}\n", "{}"];

fn op() -> impl Strategy<Value = Op> {
    let (team, id) = (0..TEAMS.len(), 0..IDS.len());
    prop_oneof![
        3 => (team.clone(), id.clone(), any::<String>()).prop_map(|(team, id, text)| Op::Create(team, id, text)),
        3 => (team.clone(), id.clone(), any::<String>()).prop_map(|(team, id, text)| Op::Update(team, id, text)),
        1 => (team.clone(), id.clone()).prop_map(|(team, id)| Op::Refuse(team, id)),
        2 => (team.clone(), id.clone()).prop_map(|(team, id)| Op::Delete(team, id)),
        1 => (team.clone(), id).prop_map(|(team, id)| Op::Read(team, id)),
        1 => team.prop_map(Op::Search),
        1 => Just(Op::Restart),
    ]
}

/// What a service would keep, without any of this.
type Model = BTreeMap<(usize, usize), String>;

fn start(folder: &Folder) -> (Journal, Collection<Thing>) {
    let things = Collection::new();
    let options = Options::new().segment_bytes(4000);
    let (log, _) = AuditLog::open(folder.log(), options, |entry| things.restore(entry)).unwrap();
    (Journal::new(log), things)
}

fn all(journal: &Journal, things: &Collection<Thing>) -> Model {
    let of = |(number, team): (usize, &&str)| {
        wait(journal.search(things, &caller(team, "reader"), |_| true))
            .into_iter()
            .map(move |thing| ((number, IDS.iter().position(|id| *id == thing.id).unwrap()), thing.text.clone()))
            .collect::<Vec<_>>()
    };
    TEAMS.iter().enumerate().flat_map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn over_random_operations(ops in prop::collection::vec(op(), 1..40)) {
        let folder = Folder::new();
        let (mut journal, mut things) = start(&folder);
        let mut model = Model::new();
        for op in ops {
            match op {
                Op::Create(team, id, text) => {
                    let made = wait(journal.create(&things, &caller(TEAMS[team], "u"), thing(IDS[id], &text)));
                    prop_assert_eq!(made.is_ok(), !model.contains_key(&(team, id)));
                    model.entry((team, id)).or_insert(text);
                }
                Op::Update(team, id, text) => {
                    let changed = wait(journal.update(&things, &caller(TEAMS[team], "u"), IDS[id], |_| Ok::<_, ()>(thing(IDS[id], &text))));
                    prop_assert_eq!(changed.is_ok(), model.contains_key(&(team, id)));
                    model.entry((team, id)).and_modify(|old| *old = text);
                }
                Op::Refuse(team, id) => {
                    let changed = wait(journal.update(&things, &caller(TEAMS[team], "u"), IDS[id], |_| Err("no")));
                    prop_assert!(changed.is_err());
                }
                Op::Delete(team, id) => {
                    let gone = wait(journal.delete(&things, &caller(TEAMS[team], "u"), IDS[id]));
                    prop_assert_eq!(gone.is_ok(), model.remove(&(team, id)).is_some());
                }
                Op::Read(team, id) => {
                    let read = wait(journal.read(&things, &caller(TEAMS[team], "u"), IDS[id]));
                    prop_assert_eq!(read.ok().map(|thing| thing.text.clone()), model.get(&(team, id)).cloned());
                }
                Op::Search(team) => {
                    let found = wait(journal.search(&things, &caller(TEAMS[team], "u"), |thing| thing.text.len() > 3));
                    let expected = model.iter().filter(|((of, _), text)| *of == team && text.len() > 3).count();
                    prop_assert_eq!(found.len(), expected);
                }
                Op::Restart => {
                    journal.log().close();
                    (journal, things) = start(&folder);
                }
            }
            prop_assert_eq!(&all(&journal, &things), &model);
        }
        journal.log().close();
        let (journal, things) = start(&folder);
        prop_assert_eq!(&all(&journal, &things), &model);
        journal.log().close();

        // And as JSON, without the types of the service.
        let objects = replay(folder.log()).unwrap();
        let parse = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
        for (number, team) in TEAMS.iter().enumerate() {
            let mut texts: Vec<_> =
                objects.of("Thing", Some(team)).into_iter().map(|text| parse(text)["text"].as_str().unwrap().to_owned()).collect();
            let mut expected: Vec<_> = model.iter().filter(|((of, _), _)| *of == number).map(|(_, text)| text.clone()).collect();
            texts.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(texts, expected);
        }
    }
}

#[test]
fn concurrent_changes_of_one_object_follow_each_other() {
    let folder = Folder::new();
    let (journal, things) = start(&folder);
    let us = caller("team-a", "u");
    wait(journal.create(&things, &us, thing("1", ""))).unwrap();
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let (journal, things, us) = (journal.clone(), things.clone(), us.clone());
            std::thread::spawn(move || {
                wait(join_all((0..8).map(|_| {
                    journal.update(&things, &us, "1", |old| Ok::<_, ()>(thing("1", &format!("{}x", old.text))))
                })))
                .into_iter()
                .for_each(|changed| drop(changed.unwrap()));
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(wait(journal.read(&things, &us, "1")).unwrap().text, "x".repeat(64));
    journal.log().close();
    let (journal, things) = start(&folder);
    assert_eq!(wait(journal.read(&things, &us, "1")).unwrap().text, "x".repeat(64));
}

#[test]
fn whoever_left_has_changed_it_all_the_same() {
    let folder = Folder::new();
    let (journal, things) = start(&folder);
    let us = caller("team-a", "u");
    {
        let mut leaving = Box::pin(journal.create(&things, &us, thing("1", "there")));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let _ = leaving.as_mut().poll(&mut context);
    }
    // The claim is let go of with the change.
    let changed =
        wait(journal.update(&things, &us, "1", |old| Ok::<_, ()>(thing("1", &format!("still {}", old.text)))));
    assert_eq!(changed.unwrap().text, "still there");
    // Who leaves while waiting for a claim leaves nothing behind.
    drop(journal.update(&things, &us, "1", |_| Err::<Thing, _>(())));
    assert!(matches!(wait(journal.update(&things, &us, "1", |_| Err(()))), Err(Refusal::Own(()))));
}

#[test]
fn as_of_a_time_is_what_was_there_then() {
    let folder = Folder::new();
    let (journal, things) = start(&folder);
    let us = caller("team-a", "u");
    wait(journal.create(&things, &us, thing("1", "first"))).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(5));
    let between = Moment::now();
    std::thread::sleep(std::time::Duration::from_millis(5));
    wait(journal.update(&things, &us, "1", |_| Ok::<_, ()>(thing("1", "second")))).unwrap();
    wait(journal.create(&things, &us, thing("2", "new"))).unwrap();
    // While it goes on being written.
    let objects = replay_until(journal.log().reader(), Some(between)).unwrap();
    assert_eq!(objects.of("Thing", None), [r#"{"id":"1","text":"first"}"#]);
    assert!(replay_until(journal.log().reader(), Some("2020-01-01T00:00:00Z".parse().unwrap())).unwrap().is_empty());
    assert_eq!(replay_until(LogReader::new(folder.log()), None).unwrap().len(), 2);
}
