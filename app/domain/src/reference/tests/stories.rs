//! One story per sentence of the definitions. FY27 Q4 is November 2026 to January 2027; the company's currency is euro.

use crate::reference::{Question, contributions, rows, total};
use crate::testing::History;
use crate::{
    Attribute, Category, Cause, Cells, Company, Currency, Day, DealType, Dimension, Filter, Instant, Line, LogNo, OpportunityId,
    Ratio, Source, StageId, State, Version,
};
use uuid::Uuid;

const PROSPECT: i16 = 1;
const QUALIFY: i16 = 2;
const PROPOSE: i16 = 3;
const NEGOTIATE: i16 = 4;
const ON_HOLD: i16 = 5;
const WON: i16 = 6;
const LOST: i16 = 7;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A company and what happens to its deals.
struct Story(History);

impl Story {
    fn new() -> Self {
        Self(History::play(&[]))
    }

    /// A deal changes, at noon; a first change makes it: 100.00 € in one line, due in FY27 Q4.
    fn on(&mut self, when: &str, deal: u128, change: impl FnOnce(&mut State)) -> &mut Self {
        let opportunity = OpportunityId(Uuid::from_u128(deal));
        let last = self.0.versions.iter().rev().find(|version| version.opportunity == opportunity);
        let mut state = last.map_or_else(|| self.blank(), |version| version.state.clone());
        change(&mut state);
        self.0.head.0 += 1;
        let effective_at = Instant(i64::from(day(when).0) * 86_400_000 + 43_200_000 + self.0.head.0);
        self.0.versions.push(Version {
            opportunity,
            log: self.0.head,
            effective_at,
            recorded_at: effective_at,
            actor: None,
            cause: Cause::Screen,
            batch: None,
            state,
        });
        self
    }

    fn stage(&mut self, when: &str, deal: u128, stage: i16) -> &mut Self {
        self.on(when, deal, |state| state.stage = StageId(stage))
    }

    fn blank(&self) -> State {
        State {
            name: "Deal".into(),
            account: Some(self.0.accounts[0]),
            owner: Some(self.0.people[0]),
            deal_type: DealType::New,
            currency: Currency::EUR,
            lines: vec![Line { line: 1, product: Some(self.0.products[0]), acv: 10_000, one_off: 0 }],
            estimated: false,
            stage: StageId(PROSPECT),
            category: None,
            close_day: Some(day("2026-12-15")),
            source: Some(Source::Ae),
            sourced_by: None,
            campaign: None,
            region: None,
            term_months: None,
            next_step: None,
            next_step_day: None,
            lost_reason: None,
            contacts: vec![],
            competitors: None,
            team: vec![],
            splits: vec![],
            nurture_until: None,
            deleted: false,
        }
    }

    fn question(&self, as_of: &str) -> Question {
        Question {
            rows: Vec::new(),
            filter: Filter::default(),
            period: self.0.calendar.period("FY27-Q4".parse().unwrap()).unwrap(),
            as_of: day(as_of),
            known_at: self.0.head,
            organisation: None,
        }
    }

    fn total(&self, as_of: &str) -> Cells {
        total(&self.0.books(), &self.question(as_of))
    }

    fn by(&self, dimension: Dimension, as_of: &str) -> Vec<(String, Cells)> {
        let question = Question { rows: vec![dimension], ..self.question(as_of) };
        rows(&self.0.books(), &question).into_iter().map(|(mut row, cells)| (row.remove(0), cells)).collect()
    }
}

/// Section 7's check: 50 won, 100 Commit, 150 Best Case, 200 Pipeline: Commit 150, Best Case 300, open pipeline 450.
#[test]
fn roll_ups_are_cumulative() {
    let mut story = Story::new();
    for (deal, stage, amount) in [(1, WON, 50), (2, NEGOTIATE, 100), (3, PROPOSE, 150), (4, QUALIFY, 200)] {
        story.on("2026-11-03", deal, |state| {
            state.stage = StageId(stage);
            state.lines[0].acv = amount;
        });
    }
    let cells = story.total("2026-11-30");
    assert_eq!((cells.closed, cells.commit, cells.best_case), (Company(50), Company(100), Company(150)), "single");
    assert_eq!(cells.forecast(), Company(150));
    assert_eq!(cells.best_case_forecast(), Company(300));
    assert_eq!(cells.open, Company(450));
    assert_eq!(cells.open - cells.commit - cells.best_case, Company(200));
}

#[test]
fn a_deal_counts_from_the_end_of_the_day() {
    let mut story = Story::new();
    story.stage("2026-11-03", 1, QUALIFY).stage("2026-12-10", 1, WON);
    assert_eq!(story.total("2026-11-02"), Cells::default());
    let open = story.total("2026-12-09");
    assert_eq!((open.open, open.closed, open.open_deals), (Company(10_000), Company(0), 1));
    let won = story.total("2026-12-10");
    assert_eq!((won.open, won.closed, won.closed_deals), (Company(0), Company(10_000), 1));
}

#[test]
fn before_entry_and_omitted_are_not_open_pipeline() {
    let mut story = Story::new();
    story.stage("2026-11-03", 1, PROSPECT);
    story.stage("2026-11-03", 2, ON_HOLD);
    story.on("2026-11-03", 3, |state| {
        state.stage = StageId(QUALIFY);
        state.category = Some(Category::Omitted);
    });
    story.stage("2026-11-03", 4, LOST);
    let cells = story.total("2026-11-30");
    assert_eq!(cells, Cells { lost_deals: 1, lost: Company(10_000), lost_days: 42, ..Cells::default() });
}

#[test]
fn open_deals_stand_in_one_of_four_places_by_close_date() {
    let mut story = Story::new();
    let dates = [Some("2026-10-31"), Some("2026-11-01"), Some("2027-01-31"), Some("2027-02-01"), None];
    for (deal, date) in dates.into_iter().enumerate() {
        story.on("2026-10-01", deal as u128, |state| {
            state.stage = StageId(QUALIFY);
            state.close_day = date.map(day);
        });
    }
    let cells = story.total("2026-11-30");
    assert_eq!((cells.overdue_deals, cells.open_deals, cells.undated_deals, cells.open_any_deals), (1, 2, 1, 5));
    assert_eq!(cells.open_any, Company(50_000));
    assert_eq!((cells.overdue, cells.open, cells.undated), (Company(10_000), Company(20_000), Company(10_000)));
}

#[test]
fn pipe_is_generated_at_the_first_entry() {
    let mut story = Story::new();
    story.stage("2026-10-05", 1, PROSPECT).stage("2026-11-03", 1, QUALIFY);
    // Neither a larger amount later, nor losing and re-opening it, generates again.
    story.on("2026-11-20", 1, |state| state.lines[0].acv = 99_900);
    story.stage("2026-11-25", 1, LOST).stage("2026-11-28", 1, QUALIFY);
    assert_eq!(story.total("2026-11-02").generated, Company(0));
    for as_of in ["2026-11-03", "2026-11-26", "2026-12-31"] {
        let cells = story.total(as_of);
        assert_eq!((cells.generated, cells.generated_deals), (Company(10_000), 1), "{as_of}");
    }
}

#[test]
fn pipe_entered_and_left_on_one_day_was_generated() {
    let mut story = Story::new();
    story.stage("2026-11-03", 1, QUALIFY).stage("2026-11-03", 1, LOST);
    assert_eq!(story.total("2026-11-03").generated, Company(10_000));
}

#[test]
fn created_as_won_generates_that_day_and_straight_to_lost_never() {
    let mut story = Story::new();
    story.stage("2026-11-03", 1, WON);
    story.stage("2026-11-03", 2, LOST);
    story.stage("2026-11-01", 3, PROSPECT).stage("2026-11-04", 3, LOST);
    assert_eq!((story.total("2026-11-30").generated, story.total("2026-11-30").generated_deals), (Company(10_000), 1));
}

#[test]
fn pipe_needs_an_amount_and_a_category() {
    let mut story = Story::new();
    story.on("2026-10-05", 1, |state| {
        state.stage = StageId(QUALIFY);
        state.lines[0].acv = 0;
    });
    story.on("2026-11-03", 1, |state| state.lines[0].acv = 700);
    story.stage("2026-10-05", 2, ON_HOLD).stage("2026-11-04", 2, PROPOSE);
    assert_eq!(story.total("2026-11-30").generated, Company(10_700), "not in October: there was nothing to count");
}

#[test]
fn what_was_generated_before_the_period_is_not_generated_in_it() {
    let mut story = Story::new();
    story.stage("2026-10-31", 1, QUALIFY).stage("2026-11-03", 1, PROPOSE);
    assert_eq!(story.total("2026-11-30").generated, Company(0));
}

#[test]
fn a_deleted_deal_drops_out_of_everything_from_then_on() {
    let mut story = Story::new();
    story.stage("2026-11-03", 1, QUALIFY).on("2026-11-20", 1, |state| state.deleted = true);
    assert_eq!(story.total("2026-11-19").generated, Company(10_000));
    assert_eq!(story.total("2026-11-20"), Cells::default());
    story.on("2026-11-25", 1, |state| state.deleted = false);
    assert_eq!(story.total("2026-11-25").generated, Company(10_000), "restored: its first entry is still the first");
}

#[test]
fn each_number_has_its_rate() {
    let mut story = Story::new();
    let dollar = Currency::USD;
    for (date, rate) in [("2026-11-01", 500_000_000), ("2026-11-10", 600_000_000), ("2026-12-01", 700_000_000)] {
        let rate = crate::workspace::DatedRate { currency: dollar, day: day(date), rate: crate::Rate(rate) };
        story.0.head.0 += 1;
        story.0.rates.push(crate::reference::KnownRate { rate, log: story.0.head });
    }
    story.on("2026-11-03", 1, |state| {
        state.currency = dollar;
        state.stage = StageId(QUALIFY);
        state.close_day = Some(day("2026-12-15"));
    });
    story.on("2026-11-20", 1, |state| {
        state.stage = StageId(WON);
        state.close_day = Some(day("2026-11-20"));
    });
    assert_eq!(story.total("2026-11-05").open, Company(5_000), "open: the latest rate by then");
    assert_eq!(story.total("2026-11-12").open, Company(6_000));
    assert_eq!(story.total("2027-01-15").closed, Company(6_000), "closed: its close day's");
    assert_eq!(story.total("2027-01-15").generated, Company(5_000), "generated: its entry day's");
}

#[test]
fn a_rate_is_rounded_half_to_even_per_line() {
    let mut story = Story::new();
    story.0.head.0 += 1;
    let rate = crate::workspace::DatedRate { currency: Currency::USD, day: day("2026-11-01"), rate: crate::Rate(500_000_000) };
    story.0.rates.push(crate::reference::KnownRate { rate, log: story.0.head });
    story.on("2026-11-03", 1, |state| {
        state.currency = Currency::USD;
        state.stage = StageId(QUALIFY);
        // 0.5 → 0, 1.5 → 2, 2.5 → 2: 4, where the sum of 9 cents alone would be 4.5.
        state.lines = (1..=3).map(|line| Line { line, product: None, acv: i64::from(line) * 2 - 1, one_off: 0 }).collect();
    });
    assert_eq!(story.total("2026-11-03").open, Company(4));
}

#[test]
fn without_a_rate_a_deal_counts_and_its_amount_is_left_out() {
    let mut story = Story::new();
    story.on("2026-11-03", 1, |state| {
        state.currency = Currency::parse("CHF").unwrap();
        state.stage = StageId(QUALIFY);
    });
    let cells = story.total("2026-11-30");
    assert_eq!((cells.open, cells.open_deals, cells.generated_deals), (Company(0), 1, 1));
    assert_eq!(cells.without_rate, 2, "the line in open pipeline, and the line in pipe generation");
}

#[test]
fn region_is_the_deals_own_else_the_teams_else_the_accounts() {
    let mut story = Story::new();
    story.on("2026-11-03", 1, |state| {
        state.stage = StageId(QUALIFY);
        state.region = Some("LATAM".into());
    });
    // The owner's team is in AMER, the account in EMEA.
    let (amer, emea) = (story.0.people[1], story.0.accounts[0]);
    story.on("2026-11-03", 2, |state| {
        state.stage = StageId(QUALIFY);
        (state.owner, state.account) = (Some(amer), Some(emea));
    });
    story.on("2026-11-03", 3, |state| {
        state.stage = StageId(QUALIFY);
        (state.owner, state.account) = (None, Some(emea));
    });
    story.on("2026-11-03", 4, |state| {
        state.stage = StageId(QUALIFY);
        (state.owner, state.account) = (None, None);
    });
    let keys: Vec<String> = story.by(Dimension::Region, "2026-11-30").into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["", "AMER", "EMEA", "LATAM"]);
}

#[test]
fn the_organisation_is_the_one_of_the_number_or_the_one_asked_for() {
    let mut story = Story::new();
    story.stage("2026-11-03", 1, QUALIFY);
    let account = story.0.accounts[0].0;
    story.0.head.0 += 1;
    let fact = crate::Fact {
        subject: account,
        attribute: Attribute::AccountSegment,
        valid_from: day("2026-11-20"),
        value: "SMB".into(),
        log: story.0.head,
    };
    story.0.facts.push(fact);
    let rows_of = |question: &Question| -> Vec<(String, i64, i64)> {
        rows(&story.0.books(), question)
            .into_iter()
            .map(|(mut row, cells)| (row.remove(0), cells.open.0, cells.generated.0))
            .collect()
    };
    let question = Question { rows: vec![Dimension::Segment], ..story.question("2026-11-30") };
    // Open pipeline as of the 30th, pipe generation as of the 3rd.
    assert_eq!(rows_of(&question), [("Enterprise".to_owned(), 0, 10_000), ("SMB".to_owned(), 10_000, 0)]);
    let today = Question { organisation: Some(day("2026-12-31")), ..question.clone() };
    assert_eq!(rows_of(&today), [("SMB".to_owned(), 10_000, 10_000)]);
    let before = Question { known_at: LogNo(story.0.head.0 - 1), ..question };
    assert_eq!(rows_of(&before), [("Enterprise".to_owned(), 10_000, 10_000)], "not known yet");
}

#[test]
fn a_deal_of_two_products_is_in_two_rows_and_once_in_the_total() {
    let mut story = Story::new();
    let (one, other) = (story.0.products[0], story.0.products[1]);
    story.on("2026-11-03", 1, |state| {
        state.stage = StageId(QUALIFY);
        let line = |line, product, acv| Line { line, product: Some(product), acv, one_off: 0 };
        state.lines = vec![line(1, one, 30), line(2, other, 12), line(3, one, 8)];
    });
    let rows = story.by(Dimension::Product, "2026-11-30");
    let seen: Vec<(i64, i64)> = rows.iter().map(|(_, cells)| (cells.open.0, cells.open_deals)).collect();
    assert_eq!(seen, [(38, 1), (12, 1)]);
    assert_eq!((story.total("2026-11-30").open, story.total("2026-11-30").open_deals), (Company(50), 1));
    let question =
        Question { filter: Filter::default().and(Dimension::Product, &other.to_string()), ..story.question("2026-11-30") };
    assert_eq!(total(&story.0.books(), &question).open, Company(12), "a filter on products lets lines through, not deals");
}

#[test]
fn a_deal_without_lines_counts_with_nothing() {
    let mut story = Story::new();
    story.on("2026-11-03", 1, |state| {
        state.stage = StageId(QUALIFY);
        state.lines.clear();
    });
    let rows = story.by(Dimension::Product, "2026-11-30");
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].0.as_str(), rows[0].1.open, rows[0].1.open_deals), ("", Company(0), 1));
}

#[test]
fn of_two_edits_in_one_millisecond_the_later_in_the_log_holds() {
    let mut story = Story::new();
    story.stage("2026-11-03", 1, QUALIFY).stage("2026-11-03", 1, PROSPECT);
    let at = story.0.versions[0].effective_at;
    story.0.versions[1].effective_at = at;
    assert_eq!(story.total("2026-11-03"), Cells::default(), "the first never held, so nothing was generated");
    let question = Question { known_at: story.0.versions[0].log, ..story.question("2026-11-03") };
    assert_eq!(contributions(&story.0.books(), &question).len(), 2, "open and generated, while only the first was known");
}

/// What is entered late for an earlier day does not displace what holds from a later one.
#[test]
fn the_latest_day_counts_before_the_latest_entry() {
    let mut story = Story::new();
    let account = story.0.accounts[0].0;
    for (from, value, rate) in [("2026-11-10", "later day", 600_000_000), ("2026-11-01", "entered late", 500_000_000)] {
        story.0.head.0 += 2;
        let (valid_from, log) = (day(from), LogNo(story.0.head.0 - 1));
        let attribute = Attribute::AccountSegment;
        story.0.facts.push(crate::Fact { subject: account, attribute, valid_from, value: value.into(), log });
        let rate = crate::workspace::DatedRate { currency: Currency::USD, day: valid_from, rate: crate::Rate(rate) };
        story.0.rates.push(crate::reference::KnownRate { rate, log: story.0.head });
    }
    story.on("2026-11-20", 1, |state| {
        state.currency = Currency::USD;
        state.stage = StageId(QUALIFY);
    });
    let rows = story.by(Dimension::Segment, "2026-11-30");
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].0.as_str(), rows[0].1.open), ("later day", Company(6_000)));
}

#[test]
fn a_deal_enters_when_it_exists() {
    let mut story = Story::new();
    story.on("2026-10-05", 1, |state| {
        state.stage = StageId(QUALIFY);
        state.deleted = true;
    });
    story.on("2026-11-03", 1, |state| state.deleted = false);
    assert_eq!(story.total("2026-11-30").generated, Company(10_000), "not in October: it was deleted then");
}

/// Section 8: by value, what counts is the last amount while open, not what a deal is closed with.
#[test]
fn what_is_won_and_lost_is_worth_what_it_last_was_while_open() {
    let mut story = Story::new();
    let amount = |acv: i64| move |state: &mut State| state.lines[0].acv = acv;
    let closing = |stage: i16, acv: i64| {
        move |state: &mut State| {
            state.stage = StageId(stage);
            state.lines[0].acv = acv;
        }
    };
    // Talked down from 300 to 200, then signed for 190.
    story.on("2026-11-03", 1, closing(QUALIFY, 300)).on("2026-11-10", 1, amount(200)).on("2026-12-01", 1, closing(WON, 190));
    // Lost at 500; what is written into it afterwards is not what was lost.
    story.on("2026-11-03", 2, closing(QUALIFY, 500)).on("2026-12-01", 2, closing(LOST, 0)).on("2026-12-02", 2, amount(9));
    // Lost, opened again for less, lost again.
    story.on("2026-11-03", 3, closing(QUALIFY, 900)).on("2026-11-04", 3, closing(LOST, 900));
    story.on("2026-11-05", 3, closing(PROSPECT, 100)).on("2026-11-06", 3, closing(LOST, 0));
    // Never open: the first amount there was.
    story.on("2026-11-03", 4, closing(WON, 50)).on("2026-11-04", 4, amount(70));
    let cells = story.total("2026-12-31");
    assert_eq!((cells.closed, cells.closed_while_open, cells.lost), (Company(260), Company(250), Company(600)));
    assert_eq!((cells.win_rate(), cells.win_rate_by_value()), (Ratio::new(2, 4), Ratio::new(250, 850)));
    assert_eq!(story.total("2026-11-05").lost, Company(0), "open again");
    assert_eq!(story.total("2026-12-01").lost, Company(600), "as of the day it was lost");
    assert_eq!(story.total("2026-11-02").win_rate_by_value().scaled(100), None, "nothing closed");
}

/// A deal deleted meanwhile, or put in another currency as it is closed, is lost for what it was open with.
#[test]
fn what_was_lost_keeps_its_currency_and_products() {
    let mut story = Story::new();
    let other = story.0.products[1];
    let rate = crate::workspace::DatedRate { currency: Currency::USD, day: day("2026-01-01"), rate: crate::Rate(500_000_000) };
    story.0.rates.push(crate::reference::KnownRate { rate, log: LogNo(0) });
    story.on("2026-11-03", 1, |state| {
        state.stage = StageId(QUALIFY);
        state.currency = Currency::USD;
    });
    story.on("2026-11-04", 1, |state| state.deleted = true);
    story.on("2026-11-05", 1, |state| {
        state.deleted = false;
        state.stage = StageId(LOST);
        state.currency = Currency::EUR;
        state.lines[0].product = Some(other);
    });
    assert_eq!(story.total("2026-12-31").lost, Company(5_000));
    let rows = story.by(Dimension::Product, "2026-12-31");
    let lost: Vec<&str> = rows.iter().filter(|(_, cells)| cells.lost_deals > 0).map(|(key, _)| key.as_str()).collect();
    assert_eq!(lost, [story.0.products[0].to_string()]);
    let rows = story.by(Dimension::Currency, "2026-12-31");
    assert!(rows.iter().any(|(key, cells)| key == "USD" && cells.lost == Company(5_000)), "{rows:?}");
}

#[test]
fn days_are_counted_from_the_first_version() {
    let mut story = Story::new();
    story.stage("2026-11-03", 1, PROSPECT).stage("2026-11-10", 1, QUALIFY);
    story.stage("2026-11-03", 2, QUALIFY).stage("2026-12-20", 2, WON);
    // Entered after it was closed: it took no time, rather than less than none.
    story.on("2026-12-20", 3, |state| {
        state.stage = StageId(LOST);
        state.close_day = Some(day("2026-12-01"));
    });
    let cells = story.total("2026-11-30");
    assert_eq!((cells.open_any_days, cells.age()), (27 + 27, Ratio::new(54, 2)));
    let cells = story.total("2026-12-31");
    // The close date is what the deal says: the 15th.
    assert_eq!((cells.closed_days, cells.lost_days), (42, 0));
    assert_eq!((cells.days_to_win(), cells.days_to_close()), (Ratio::new(42, 1), Ratio::new(42, 2)));
    assert_eq!(story.total("2026-11-02").days_to_close().scaled(1), None, "nothing closed");
}

#[test]
fn weighted_is_each_line_at_its_stages_probability() {
    let mut story = Story::new();
    let open = |stage: i16, acv: i64, close: Option<&'static str>| {
        move |state: &mut State| {
            state.stage = StageId(stage);
            state.close_day = close.map(day);
            state.lines[0].acv = acv;
        }
    };
    // 20% of 101 is 20.2; 50% of 5 is 2.5, to the even cent; 80% of 1,000.
    story.on("2026-11-03", 1, open(QUALIFY, 101, Some("2026-12-15")));
    story.on("2026-11-03", 2, open(PROPOSE, 5, Some("2026-12-15")));
    story.on("2026-11-03", 3, open(NEGOTIATE, 1_000, None));
    let cells = story.total("2026-11-30");
    assert_eq!((cells.weighted, cells.weighted_any), (Company(22), Company(822)));
}
