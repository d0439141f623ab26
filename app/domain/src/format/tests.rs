//! Tables of examples, written by hand.

use super::Language::{self, En, It};
use crate::{Company, Currency, Day, FiscalCalendar, FiscalSettings, Money, Ratio, calendar::Pattern, measure::Change};

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

/// Non-breaking spaces read badly in a table.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

#[test]
fn money_is_shortened() {
    for (minor, en, it) in [
        (0, "0", "0"),
        (49, "0", "0"),
        (50, "1", "1"),
        (-50, "−1", "−1"),
        (95_000, "950", "950"),
        (99_949, "999", "999"),
        (99_950, "1.0k", "1,0k"),
        (840_000, "8.4k", "8,4k"),
        (994_999, "9.9k", "9,9k"),
        (995_000, "10k", "10k"),
        (42_000_000, "420k", "420k"),
        (99_949_999, "999k", "999k"),
        (99_950_000, "1.0M", "1,0 mln"),
        (120_000_000, "1.2M", "1,2 mln"),
        (124_999_999, "1.2M", "1,2 mln"),
        (125_000_000, "1.3M", "1,3 mln"),
        (-125_000_000, "−1.3M", "−1,3 mln"),
        (3_150_000_000, "31.5M", "31,5 mln"),
        (42_042_000_000, "420.4M", "420,4 mln"),
        (99_995_000_000, "1.0B", "1,0 mld"),
        (123_456_700_000_000, "1,234.6B", "1.234,6 mld"),
    ] {
        assert_eq!(En.money_short(Company(minor), Currency::EUR), en, "{minor}");
        assert_eq!(plain(&It.money_short(Company(minor), Currency::EUR)), it, "{minor}");
    }
    assert_eq!(En.money_short(Company(1_200_000), currency("JPY")), "1.2M");
    assert_eq!(En.money_short(Company(1_200_000), currency("KWD")), "1.2k");
    assert_eq!(En.money_short(Company(i64::MIN), currency("EUR")), "−92,233,720.4B");
    assert_eq!(En.money_short_with(Company(-120_000_000), Currency::EUR), "−€1.2M");
    assert_eq!(plain(&It.money_short_with(Company(-120_000_000), Currency::EUR)), "−1,2 mln €");
}

#[test]
fn money_is_exact() {
    for (minor, code, en, it) in [
        (123_456_789, "EUR", "€1,234,567.89", "1.234.567,89 €"),
        (-123_456, "USD", "−$1,234.56", "−1.234,56 $"),
        (5, "EUR", "€0.05", "0,05 €"),
        (0, "GBP", "£0.00", "0,00 £"),
        (123_400, "CHF", "CHF 1,234.00", "1.234,00 CHF"),
        (-123_400, "CHF", "−CHF 1,234.00", "−1.234,00 CHF"),
        (1_234, "JPY", "¥1,234", "1.234 ¥"),
        (1_234, "KWD", "KWD 1.234", "1,234 KWD"),
    ] {
        let money = Money { minor, currency: currency(code) };
        assert_eq!(plain(&En.money(money)), en);
        assert_eq!(plain(&It.money(money)), it);
    }
}

#[test]
fn numbers() {
    for (n, en, it) in [(0, "0", "0"), (999, "999", "999"), (1_000, "1,000", "1.000"), (-1_234_567, "−1,234,567", "−1.234.567")]
    {
        assert_eq!((En.integer(n).as_str(), It.integer(n).as_str()), (en, it));
    }
    assert_eq!(En.decimals(-12_345, 1), "−1,234.5");
    assert_eq!(En.decimals(-5, 2), "−0.05");
    assert_eq!(En.percent(Ratio::new(56, 100)), "56%");
    assert_eq!(En.percent(Ratio::new(5, 1_000)), "1%", "half away from zero");
    assert_eq!(En.percent(Ratio::new(-5, 1_000)), "−1%");
    assert_eq!(En.percent(Ratio::new(1, 0)), "–");
    assert_eq!(It.percent_exact(Ratio::new(631_501, 1_000_000)), "63,2%");
    assert_eq!(En.times(Ratio::new(29, 10)), "2.9×");
    assert_eq!(It.times(Ratio::new(3, 1)), "3,0×");
    assert_eq!(En.times(Ratio::new(285, 100)), "2.9×");
    assert_eq!(En.ratio(Ratio::new(95, 100), 2), "0.95");
}

#[test]
fn changes_have_a_shape_and_a_word() {
    let texts = |language: Language, change| {
        let text = language.change(change);
        (text.shown, text.spoken)
    };
    let pair = |shown: &str, spoken: &str| (shown.to_owned(), spoken.to_owned());
    assert_eq!(texts(En, Change::By(Ratio::new(12, 100))), pair("▲ 12%", "up 12%"));
    assert_eq!(texts(It, Change::By(Ratio::new(12, 100))), pair("▲ 12%", "in aumento di 12%"));
    assert_eq!(texts(En, Change::By(Ratio::new(-1_250, 100))), pair("▼ 1,250%", "down 1,250%"));
    assert_eq!(texts(En, Change::By(Ratio::new(-4, 1_000))), pair("= 0%", "unchanged"));
    assert_eq!(texts(En, Change::Same), pair("= 0%", "unchanged"));
    assert_eq!(texts(En, Change::New), pair("new", "new"));
    assert_eq!(texts(It, Change::New), pair("nuovo", "nuovo"));
    assert_eq!(En.money_change(Company(-170_000_000), Currency::EUR).shown, "▼ 1.7M");
    let times = En.times_change(Ratio::new(31, 10), Ratio::new(29, 10)).unwrap();
    assert_eq!((times.shown.as_str(), times.spoken.as_str()), ("▼ 0.2×", "down 0.2×"));
    assert_eq!(En.times_change(Ratio::new(1, 0), Ratio::new(1, 1)), None);
}

#[test]
fn days_and_periods() {
    let day: Day = "2026-12-08".parse().unwrap();
    assert_eq!((En.day(day).as_str(), It.day(day).as_str()), ("8 Dec 2026", "8 dic 2026"));
    assert_eq!((En.day_long(day).as_str(), It.day_long(day).as_str()), ("Tue 8 Dec 2026", "mar 8 dic 2026"));
    assert_eq!((En.day_of_year(day).as_str(), It.day_of_year(day).as_str()), ("8 Dec", "8 dic"));
    assert_eq!((En.month(1), It.month(12)), ("January", "dicembre"));
    for (name, en, it) in [
        ("FY27", "FY27", "FY27"),
        ("FY27-H1", "FY27 H1", "FY27 S1"),
        ("FY27-Q4", "FY27 Q4", "FY27 T4"),
        ("FY27-M11", "FY27 M11", "FY27 M11"),
    ] {
        let key = name.parse().unwrap();
        assert_eq!((En.period(key).as_str(), It.period(key).as_str()), (en, it));
    }
    let fiscal = |pattern| FiscalSettings { start_month: 2, pattern, week53: Default::default(), holidays: Vec::new() };
    for pattern in [Pattern::Months, Pattern::W445] {
        let calendar = FiscalCalendar::new(fiscal(pattern)).unwrap();
        assert_eq!(En.period_month(&calendar.period("FY27-M11".parse().unwrap()).unwrap()), "Dec 2026");
    }
    let calendar = FiscalCalendar::new(fiscal(Pattern::Months)).unwrap();
    assert_eq!(En.period_days(&calendar.period("FY27-Q4".parse().unwrap()).unwrap()), "1 Nov 2026 – 31 Jan 2027");
}

#[test]
fn amounts_are_read_as_they_are_typed() {
    for (text, minor) in [
        ("1234", Some(123_400)),
        ("1,234.5", Some(123_450)),
        (" 1 234.50 ", Some(123_450)),
        ("€1.2M", Some(120_000_000)),
        ("−420k", Some(-42_000_000)),
        ("-0.05", Some(-5)),
        ("1.2345k", Some(123_450)),
        ("2bn", Some(200_000_000_000)),
        ("1,2", None),
        ("1,23,456", None),
        ("1.005", None),
        ("1.000", None),
        ("1.200.000", None),
        ("1,200,000", Some(120_000_000)),
        ("1.250M", Some(125_000_000)),
        ("1.234.567", None),
        ("12x", None),
        ("", None),
        ("k", None),
        (".5", None),
        ("99999999999999999999", None),
    ] {
        assert_eq!(En.parse_amount(text, Currency::EUR), minor, "{text}");
    }
    for (text, minor) in [
        ("1.234,50", Some(123_450)),
        ("1,2 mln", Some(120_000_000)),
        ("420 mila", Some(42_000_000)),
        ("1.2", None),
        ("1,000", None),
        ("1.200.000", Some(120_000_000)),
    ] {
        assert_eq!(It.parse_amount(text, Currency::EUR), minor, "{text}");
    }
    for (minor, en, it) in [(120_000_000, "1,200,000", "1.200.000"), (-123_450, "−1,234.50", "−1.234,50"), (0, "0", "0")] {
        assert_eq!((En.amount_apart(minor, Currency::EUR).as_str(), It.amount_apart(minor, Currency::EUR).as_str()), (en, it));
        assert_eq!((En.parse_amount(en, Currency::EUR), It.parse_amount(it, Currency::EUR)), (Some(minor), Some(minor)));
    }
    for (minor, en) in [(123_450, "1234.50"), (-123_400, "-1234"), (5, "0.05"), (0, "0")] {
        assert_eq!(En.amount(minor, Currency::EUR), en);
        assert_eq!(En.parse_amount(en, Currency::EUR), Some(minor));
        assert_eq!(It.parse_amount(&It.amount(minor, Currency::EUR), Currency::EUR), Some(minor));
    }
}

#[test]
fn rates_are_read_to_the_last_digit() {
    use crate::Rate;
    for (text, rate) in [
        ("1.0825", Some(1_082_500_000)),
        (" 0.000000001 ", Some(1)),
        ("155", Some(155_000_000_000)),
        ("1,0825", None),
        ("1,082", None),
        ("0", None),
        ("-1", None),
        ("1.0000000001", None),
        ("1.", None),
        (".5", None),
        ("1e3", None),
        ("99999999999", None),
        ("", None),
    ] {
        assert_eq!(En.parse_rate(text), rate.map(Rate), "{text}");
    }
    assert_eq!((It.parse_rate("1,0825"), It.parse_rate("1.0825")), (Some(Rate(1_082_500_000)), None));
    for rate in [1, 1_082_500_000, 155_000_000_000, i64::MAX] {
        for language in Language::ALL {
            assert_eq!(language.parse_rate(&language.rate(Rate(rate))), Some(Rate(rate)));
        }
    }
    assert_eq!((En.rate(Rate(1_082_500_000)), It.rate(Rate(155_000_000_000))), ("1.0825".into(), "155".into()));
}
