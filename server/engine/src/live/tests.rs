use super::*;
use domain::OpportunityId;
use news::JOIN;
use std::time::Duration;

fn deal(number: u128) -> Topic {
    Topic::Deal(OpportunityId(uuid::Uuid::from_u128(number)))
}

#[test]
fn the_first_is_passed_on_at_once_and_what_follows_is_joined() {
    let mut news = News::default();
    let begun = Instant::now();
    let mut passed_on = Vec::new();
    // A thousand in a second, looked at each millisecond.
    for ms in 0..1_000 {
        news.tell(Topic::Deals, Audience::Everyone);
        let passed = news.due(begun + Duration::from_millis(ms));
        passed_on.extend(passed.topics.into_iter().map(|(_, revision, _)| (ms, revision)));
    }
    assert_eq!(passed_on, [(0, 1), (240, 241), (480, 481), (720, 721), (960, 961)]);
    // The last ones are not lost.
    let passed = news.due(begun + Duration::from_millis(960) + JOIN);
    assert_eq!(passed.topics.iter().map(|(topic, revision, _)| (*topic, *revision)).collect::<Vec<_>>(), [(Topic::Deals, 1_000)]);
    assert_eq!(passed.safe, 1_000);
}

#[test]
fn one_topic_does_not_hold_up_another() {
    let mut news = News::default();
    let now = Instant::now();
    news.tell(deal(1), Audience::Everyone);
    assert_eq!(news.due(now).topics.len(), 1);
    news.tell(deal(1), Audience::Everyone);
    news.tell(deal(2), Audience::Everyone);
    let passed = news.due(now);
    assert_eq!(passed.topics.iter().map(|(topic, ..)| *topic).collect::<Vec<_>>(), [deal(2)]);
    // Whoever comes back from here must still be told of the one that waits.
    assert_eq!((passed.safe, passed.next), (1, Some(now + JOIN)));
}

#[test]
fn everything_includes_what_nobody_named() {
    let mut news = News::default();
    news.tell(deal(1), Audience::Everyone);
    news.tell_everything();
    assert_eq!(news.revision_of(deal(9)), 2);
    assert_eq!(news.due(Instant::now()).everything, Some(2));
}

#[test]
fn a_position_is_read_as_it_is_written() {
    let position = Position { epoch: 0xfeed, revision: 12 };
    assert_eq!(position.to_string().parse(), Ok(position));
    assert_eq!("".parse::<Position>(), Err(()));
}
