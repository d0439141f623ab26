use domain::condition::{Bound, Field, Span, Values, words};
use domain::{Condition, Day, Filter};
use proptest::collection::vec;
use proptest::prelude::*;

fn bound(field: Field) -> BoxedStrategy<Bound> {
    match field.values() {
        Values::Numbers => any::<i64>().prop_map(Bound::Number).boxed(),
        _ => prop_oneof![(0..40_000).prop_map(|day| Bound::Day(Day(day))), (-400..400).prop_map(Bound::Today)].boxed(),
    }
}

fn value(field: Field) -> BoxedStrategy<String> {
    // Ordinary text, and what means something in a condition.
    let text = prop_oneof![".{0,12}", r"[,;:\\|()!a]{0,6}"];
    match field.values() {
        Values::Keys | Values::People => text.boxed(),
        Values::Words if words(field).is_empty() => text.boxed(),
        Values::Words => prop::sample::select(words(field)).prop_map(str::to_owned).boxed(),
        Values::Days => prop_oneof![
            bound(field).prop_map(|bound| bound.to_string()),
            prop::sample::select(&Span::ALL[..]).prop_map(|span| span.as_str().to_owned()),
            Just(String::new()),
        ]
        .boxed(),
        Values::Numbers => prop_oneof![bound(field).prop_map(|bound| bound.to_string()), Just(String::new())].boxed(),
    }
}

fn within(field: Field) -> BoxedStrategy<Condition> {
    let ends = (proptest::option::of(bound(field)), proptest::option::of(bound(field)));
    ends.prop_map(move |(from, to)| match (from, to) {
        // A range begins before it ends; days and days from today cannot be told apart here.
        (Some(a), Some(b)) if std::mem::discriminant(&a) == std::mem::discriminant(&b) && a.number(Day(0)) > b.number(Day(0)) => {
            Condition::Within(field, Some(b), Some(a))
        }
        (from, to) => Condition::Within(field, from, to),
    })
    .boxed()
}

fn leaf() -> impl Strategy<Value = Condition> {
    let field = || prop::sample::select(Field::ALL);
    prop_oneof![
        6 => field().prop_flat_map(|field| vec(value(field), 1..4).prop_map(move |values| Condition::Is(field, values))),
        3 => field().prop_filter("a range", |field| matches!(field.values(), Values::Days | Values::Numbers)).prop_flat_map(within),
        1 => ".{0,12}".prop_map(Condition::Contains),
    ]
}

fn conditions() -> impl Strategy<Value = Condition> {
    let tree = leaf().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(Condition::All),
            vec(inner.clone(), 2..4).prop_map(Condition::Any),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    });
    prop_oneof![1 => Just(Condition::default()), 20 => tree]
}

proptest! {
    #[test]
    fn text_round_trips(condition in conditions()) {
        prop_assert_eq!(condition.to_string().parse::<Condition>(), Ok(condition));
    }

    #[test]
    fn any_text_is_read_or_refused(text in r"(owner|close|amount|today|[0-9.]|[,;:\\|()!])*") {
        if let Ok(condition) = text.parse::<Condition>() {
            prop_assert_eq!(condition.to_string().parse::<Condition>(), Ok(condition));
        }
    }

    #[test]
    fn every_filter_is_a_condition(filter in super::filter::filters()) {
        let fits = |(dimension, keys): (&domain::Dimension, &std::collections::BTreeSet<String>)| {
            let known = words(Field::parse(dimension.as_str()).unwrap());
            known.is_empty() || keys.iter().all(|key| key.is_empty() || known.contains(&key.as_str()))
        };
        let condition = filter.to_string().parse::<Condition>();
        if filter.0.iter().all(fits) {
            let all = filter.0.iter().map(|(dimension, keys)| Condition::is(Field::parse(dimension.as_str()).unwrap(), keys));
            prop_assert_eq!(condition.unwrap().all().to_vec(), all.collect::<Vec<_>>());
        } else {
            prop_assert!(condition.is_err());
        }
    }
}

#[test]
fn a_condition_reads_as_it_is_written() {
    let text = "owner:me,a1;stage:3,4;close:2026-11-01..2027-01-31;amount:100000..;!flag:no_next_step;(close:overdue|name:big)";
    let condition: Condition = text.parse().unwrap();
    assert_eq!(condition.to_string(), text);
    assert_eq!(condition.all().len(), 6);
    let days = |day: &str| Some(Bound::Day(day.parse().unwrap()));
    assert_eq!(condition.on(Field::Close), Some(&Condition::Within(Field::Close, days("2026-11-01"), days("2027-01-31"))));
    assert_eq!(condition.on(Field::Amount), Some(&Condition::Within(Field::Amount, Some(Bound::Number(100_000)), None)));
    assert!(condition.on(Field::Flag).is_some(), "also what is denied");
    assert!(condition.clone().without(Field::Stage).on(Field::Stage).is_none());
    let or: Condition = "kind:open;stage:1|kind:won".parse().unwrap();
    assert!(matches!(&or, Condition::Any(some) if some.len() == 2), "and binds tighter");
    let everything: Condition = ";".parse().unwrap();
    assert!(everything.is_everything());
    assert_eq!(everything.and(or.clone()), or);
    assert_eq!("region:EMEA".parse::<Filter>().unwrap().to_string(), "region:EMEA");
}

/// Each message names what is wrong.
#[test]
fn what_is_no_condition_is_told_why() {
    for (text, said) in [
        ("planet:Mars", "“planet” cannot be filtered by"),
        ("owner", "“owner” is not a condition"),
        ("owner:a:b", "“owner:a:b” is not a condition"),
        ("kind:gone", "“gone” is not possible for kind: it has to be one of open, won, lost"),
        ("close:soon", "“soon” is not possible for close: it has to be a day such as"),
        ("close:2026-13-01..", "“2026-13-01” is not possible for close"),
        ("amount:1.5", "“1.5” is not possible for amount: it has to be a whole number"),
        ("amount:9..1", "the range “9..1” ends before it begins"),
        ("(owner:me", "the parentheses do not match"),
        ("owner:me)", "the parentheses do not match"),
    ] {
        let error = text.parse::<Condition>().unwrap_err().to_string();
        assert!(error.starts_with(said), "{text}: {error}");
    }
    assert!("!".repeat(100_000).parse::<Condition>().is_err());
    assert!("(".repeat(100).parse::<Condition>().is_err());
}
