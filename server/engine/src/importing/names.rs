//! Joining by name: "Low, Spencer" is Spencer Low, "gtx  pro" is GTX Pro, and "GTXPro" is close enough to be proposed.

/// A name for comparison: lower case, spaces run together, "Last, First" turned round.
pub fn key(name: &str) -> String {
    let turned = match name.split_once(',') {
        Some((last, first)) if !last.trim().is_empty() && !first.trim().is_empty() && !first.contains(',') => {
            format!("{} {}", first.trim(), last.trim())
        }
        _ => name.to_owned(),
    };
    words(&turned)
}

/// The same without turning anything round: companies are called "Abernathy, Ltd".
pub fn words(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// A person's name as people say it: "Low, Spencer" becomes "Spencer Low".
pub fn spoken(name: &str) -> String {
    match name.split_once(',') {
        Some((last, first)) if !last.trim().is_empty() && !first.trim().is_empty() && !first.contains(',') => {
            format!("{} {}", first.trim(), last.trim())
        }
        _ => name.trim().to_owned(),
    }
}

/// What is left of a name without spaces and punctuation: good enough to propose, not to decide.
pub fn squashed(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The people on a circle of managers, if following this one's managers leads back to somebody already met.
/// `manager_of` gives a person's manager; nobody for a root.
pub fn circle<T: Copy + PartialEq>(start: T, manager_of: impl Fn(T) -> Option<T>) -> Option<Vec<T>> {
    let mut path = vec![start];
    let mut at = start;
    while let Some(next) = manager_of(at) {
        if let Some(met) = path.iter().position(|seen| *seen == next) {
            return Some(path.split_off(met));
        }
        path.push(next);
        at = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_turned_round_is_the_same_name() {
        assert_eq!(key("Low, Spencer"), key("Spencer  Low"));
        assert_eq!(spoken("Low, Spencer"), "Spencer Low");
        assert_ne!(key("Low, Spencer"), key("Low Spencer"));
        assert_eq!(key("A, B, C"), "a, b, c", "two commas are no name turned round");
        assert_eq!(squashed("GTXPro"), squashed("GTX Pro"));
    }

    #[test]
    fn a_circle_is_named_whole_and_a_chain_is_none() {
        let managers = [Some(1), Some(2), Some(3), Some(1), None, Some(4)];
        assert_eq!(circle(0, |at: usize| managers[at]), Some(vec![1, 2, 3]));
        assert_eq!(circle(5, |at: usize| managers[at]), None);
    }

    proptest! {
        #[test]
        fn a_hierarchy_without_circles_has_none(parents in prop::collection::vec(any::<prop::sample::Index>(), 1..40)) {
            // Everybody's manager comes before them, so there is no circle; closing one makes one.
            let manager = |at: usize| (at > 0).then(|| parents[at].index(at));
            for start in 0..parents.len() {
                prop_assert_eq!(circle(start, manager), None);
            }
            let last = parents.len() - 1;
            let closed = |at: usize| if at == 0 { Some(last) } else { manager(at) };
            prop_assert!(circle(last, closed).is_some_and(|on| on.contains(&0) && on.contains(&last)));
        }
    }
}
