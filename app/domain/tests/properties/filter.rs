use domain::{Dimension, Filter};
use proptest::collection::{btree_map, btree_set};
use proptest::prelude::*;

pub fn filters() -> impl Strategy<Value = Filter> {
    let dimension = prop::sample::select(Dimension::ALL);
    // Keys of ordinary text, and of those that mean something in a filter.
    let key = prop_oneof![".{0,12}", r"[,;:\\a]{0,6}"];
    btree_map(dimension, btree_set(key, 1..4), 0..4).prop_map(Filter)
}

proptest! {
    #[test]
    fn text_round_trips(filter in filters()) {
        prop_assert_eq!(filter.to_string().parse::<Filter>(), Ok(filter));
    }

    #[test]
    fn any_text_is_read_or_refused(text in r"([a-z]{0,8}|[,;:\\])*") {
        if let Ok(filter) = text.parse::<Filter>() {
            prop_assert_eq!(filter.to_string().parse::<Filter>(), Ok(filter));
        }
    }
}

#[test]
fn a_filter_reads_as_it_is_written() {
    let filter: Filter = "region:EMEA,APAC;source:ae".parse().unwrap();
    assert_eq!(filter.to_string(), "region:APAC,EMEA;source:ae", "in the order of the dimensions");
    assert_eq!(filter.0[&Dimension::Region].len(), 2);
    assert_eq!("region:".parse::<Filter>().unwrap().0[&Dimension::Region].first().map(String::as_str), Some(""), "(none)");
    for wrong in ["region", "planet:Mars", "region:A;region:B", "region:a:b"] {
        assert!(wrong.parse::<Filter>().is_err(), "{wrong}");
    }
}
