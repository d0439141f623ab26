use domain::measure::{Change, Coverage};
use domain::{Cells, Company, Ratio};

#[test]
fn coverage_always_has_a_word() {
    let (open, closed) = (Company(300), Company(40));
    assert_eq!(Coverage::remaining(open, closed, Some(Company(140))), Coverage::Times(Ratio::new(300, 100)));
    assert_eq!(Coverage::remaining(open, closed, Some(Company(40))), Coverage::Met);
    assert_eq!(Coverage::remaining(open, closed, Some(Company(30))), Coverage::Met);
    assert_eq!(Coverage::remaining(open, closed, None), Coverage::NoTarget);
    assert_eq!(Coverage::full(open, Some(Company(150))), Coverage::Times(Ratio::new(300, 150)));
    assert_eq!(Coverage::full(open, None), Coverage::NoTarget);
}

#[test]
fn a_change_from_nothing_is_new() {
    assert_eq!(Change::from(Company(0), Company(5)), Change::New);
    assert_eq!(Change::from(Company(0), Company(0)), Change::Same);
    assert_eq!(Change::from(Company(100), Company(108)), Change::By(Ratio::new(8, 100)));
    // From a loss of 100 to a loss of 50 is an improvement.
    assert_eq!(Change::from(Company(-100), Company(-50)), Change::By(Ratio::new(50, 100)));
}

#[test]
fn nothing_closed_has_no_win_rate() {
    assert_eq!(Cells::default().win_rate().scaled(100), None);
    let cells = Cells { closed_deals: 4_238, lost_deals: 2_473, ..Cells::default() };
    assert_eq!(cells.win_rate().scaled(1_000_000), Some(631_501));
}
