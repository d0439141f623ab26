use domain::{Company, Currency, Rate, Ratio};
use proptest::prelude::*;

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

#[test]
fn ties_go_to_the_even_cent() {
    for (minor, cents) in [(1, 0), (3, 2), (5, 2), (7, 4), (-1, 0), (-3, -2), (-5, -2), (2, 1), (0, 0)] {
        assert_eq!(Rate(500_000_000).convert(minor, Currency::USD, Currency::EUR), Company(cents), "half of {minor}");
    }
}

#[test]
fn a_rate_is_between_major_units() {
    // 1,000 yen at 0.00625 euro are 6.25 euro; 6.25 euro at 160 yen are 1,000 yen.
    assert_eq!(Rate(6_250_000).convert(1_000, currency("JPY"), Currency::EUR), Company(625));
    assert_eq!(Rate(160_000_000_000).convert(625, Currency::EUR, currency("JPY")), Company(1_000));
    // 1.234 Kuwaiti dinars (three decimals) at 3 euro are 3.70 euro.
    assert_eq!(Rate(3_000_000_000).convert(1_234, currency("KWD"), Currency::EUR), Company(370));
    assert_eq!(Rate(1_082_500_000).convert(10_000, Currency::EUR, Currency::USD), Company(10_825));
}

#[test]
fn halves_of_a_cent_go_to_the_even_one() {
    for (minor, cents) in [(1, 0), (3, 2), (5, 2), (7, 4), (-1, 0), (-3, -2), (-5, -2)] {
        assert_eq!(Company(minor).at_probability(5_000), Company(cents), "half of {minor}");
    }
}

proptest! {
    /// The nearest integer, of two equally near ones the even.
    #[test]
    fn a_probability_rounds_half_to_even(minor in -1_000_000_000_000_000..1_000_000_000_000_000_i64, hundredths in 0..=10_000_u16) {
        let exact = i128::from(minor) * i128::from(hundredths);
        let rounded = i128::from(Company(minor).at_probability(hundredths).0);
        let off = (exact - rounded * 10_000).abs();
        prop_assert!(off < 5_000 || off == 5_000 && rounded % 2 == 0, "{minor} at {hundredths} is {rounded}");
    }

    /// Rounding half to even, by its definition: no integer is nearer, and a tie is even.
    #[test]
    fn conversion_rounds_half_to_even(minor in -1_000_000_000_000..1_000_000_000_000_i64, rate in prop_oneof![
        0..5_000_000_000_i64,
        (0..10_i64).prop_map(|half| half * 500_000_000),
    ]) {
        let company = Rate(rate).convert(minor, Currency::USD, Currency::EUR);
        let twice_off = 2 * (i128::from(company.0) * 1_000_000_000 - i128::from(minor) * i128::from(rate));
        prop_assert!(twice_off.abs() <= 1_000_000_000);
        if twice_off.abs() == 1_000_000_000 {
            prop_assert_eq!(company.0 % 2, 0);
        }
    }

    #[test]
    fn the_own_currency_is_itself(minor in any::<i64>()) {
        prop_assert_eq!(Rate::ONE.convert(minor, Currency::EUR, Currency::EUR), Company(minor));
    }

    /// Half away from zero, by its definition.
    #[test]
    fn ratios_are_rounded_half_away_from_zero(num in -1_000_000..1_000_000_i64, den in 1..5_000_i64, scale in 1..1_000_i64) {
        let shown = i128::from(Ratio::new(num, den).scaled(scale).unwrap());
        let off = shown * i128::from(den) - i128::from(num) * i128::from(scale);
        prop_assert!(2 * off.abs() <= i128::from(den));
        if 2 * off.abs() == i128::from(den) {
            prop_assert_eq!(off.signum(), i128::from(num.signum()));
        }
    }

    #[test]
    fn a_ratio_over_another(a in -1_000_000..1_000_000_i64, b in 1..1_000_000_i64, c in 1..1_000_000_i64, d in 1..1_000_000_i64) {
        let (one, other) = (Ratio::new(a, b), Ratio::new(c, d));
        // one ÷ other ≥ 1 just when one ≥ other.
        prop_assert_eq!(one.over(other).at_least(Ratio::new(1, 1)), one.at_least(other));
        prop_assert_eq!(one.over(Ratio::new(0, d)).scaled(1), None);
    }
}

#[test]
fn huge_amounts_do_not_wrap_around() {
    let dear = Rate(i64::MAX);
    assert_eq!(dear.convert(i64::MAX, Currency::USD, Currency::EUR), Company(i64::MAX));
    assert_eq!(dear.convert(i64::MIN, Currency::USD, Currency::EUR), Company(i64::MIN));
}

#[test]
fn huge_ratios_do_not_overflow() {
    let ratio = Ratio::new(i64::MAX, 3).over(Ratio::new(5, i64::MAX));
    assert!(ratio.den > 0 && ratio.at_least(Ratio::new(1_000_000, 1)));
}
