//! What a company may write: plain data, so that a failing history shrinks to a short one.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use std::ops::Range;

/// One write. Numbers that choose (a deal, a person, a stage) are taken modulo how many there are.
#[derive(Clone, Debug)]
pub enum Write {
    /// A new deal; `wait` milliseconds after the write before.
    Create {
        /// Milliseconds since the write before.
        wait: i64,
        /// Its first state.
        draft: Draft,
        /// Whether it comes from an import, created so many days earlier; else it is written live.
        imported: Option<u8>,
    },
    /// A live edit.
    Edit {
        /// Milliseconds since the write before.
        wait: i64,
        /// Which deal.
        deal: u8,
        /// What changes.
        changes: Vec<Change>,
    },
    /// An imported version of a deal that exists.
    Import {
        /// Which deal.
        deal: u8,
        /// Where in its past.
        place: Place,
        /// What changes against the state that stood there.
        changes: Vec<Change>,
    },
    /// An import of the deal is taken back; nothing happens if there is none.
    Undo {
        /// Which deal.
        deal: u8,
        /// Which of its imported versions.
        import: u8,
    },
    /// A fact changes: somebody moves team, a team region, an account segment …
    Reorganise {
        /// Which attribute.
        attribute: u8,
        /// Of whom.
        subject: u8,
        /// What holds from then on; sometimes nothing.
        value: Option<u8>,
        /// From which day, counted from the first.
        from: u16,
    },
    /// An exchange rate is entered, perhaps late.
    Rate {
        /// The currency.
        currency: u8,
        /// From which day, counted from the first.
        day: u16,
        /// In billionths.
        rate: i64,
    },
}

/// Where in a deal's past an imported version takes effect.
#[derive(Clone, Debug)]
pub enum Place {
    /// In the same millisecond as one of its versions.
    Same(u8),
    /// So many milliseconds after one of its versions.
    After(u8, i64),
    /// So many days before its first.
    Before(u8),
}

/// The first state of a deal.
#[derive(Clone, Debug)]
pub struct Draft {
    /// An index into the stages.
    pub stage: u8,
    /// The owner's category: Omitted, Pipeline, Best Case, Commit.
    pub category: Option<u8>,
    /// The close date, in days from the first.
    pub close: Option<u16>,
    /// Product (none, if 0) and amount.
    pub lines: Vec<(u8, i64)>,
    /// The currency.
    pub currency: u8,
    /// The owner.
    pub owner: Option<u8>,
    /// The account.
    pub account: Option<u8>,
    /// The source function.
    pub source: Option<u8>,
    /// The campaign.
    pub campaign: Option<u8>,
    /// Its own region.
    pub region: Option<u8>,
    /// The type.
    pub deal_type: u8,
}

/// What an edit changes.
#[derive(Clone, Debug)]
pub enum Change {
    /// The stage.
    Stage(u8),
    /// The owner's category.
    Category(Option<u8>),
    /// The close date.
    Close(Option<u16>),
    /// All lines.
    Lines(Vec<(u8, i64)>),
    /// The currency.
    Currency(u8),
    /// The owner.
    Owner(Option<u8>),
    /// The account.
    Account(Option<u8>),
    /// The source function.
    Source(Option<u8>),
    /// The campaign.
    Campaign(Option<u8>),
    /// Its own region.
    Region(Option<u8>),
    /// The type.
    Type(u8),
    /// Deleted, or restored.
    Deleted(bool),
    /// Whose revenue it is: people, each with a weight; nobody's in particular without any.
    Shares(Vec<(u8, u8)>),
}

/// So many writes, in order.
pub fn writes(length: Range<usize>) -> impl Strategy<Value = Vec<Write>> {
    vec(write(changes().boxed()), length)
}

/// The same, where deals also get shares.
pub fn shared_writes(length: Range<usize>) -> impl Strategy<Value = Vec<Write>> {
    let shares = vec((any::<u8>(), 1..100_u8), 0..4).prop_map(Change::Shares);
    let with_shares = (changes(), shares).prop_map(|(mut changes, shares)| {
        changes.push(shares);
        changes
    });
    vec(write(prop_oneof![2 => changes(), 1 => with_shares].boxed()), length)
}

fn write(changes: BoxedStrategy<Vec<Change>>) -> impl Strategy<Value = Write> {
    let deal = any::<u8>;
    prop_oneof![
        5 => (wait(), draft(), weighted(0.3, 0..120_u8)).prop_map(|(wait, draft, imported)| Write::Create { wait, draft, imported }),
        9 => (wait(), deal(), changes.clone()).prop_map(|(wait, deal, changes)| Write::Edit { wait, deal, changes }),
        3 => (deal(), place(), changes).prop_map(|(deal, place, changes)| Write::Import { deal, place, changes }),
        2 => (deal(), any::<u8>()).prop_map(|(deal, import)| Write::Undo { deal, import }),
        2 => (any::<u8>(), any::<u8>(), weighted(0.85, any::<u8>()), 0..730_u16)
            .prop_map(|(attribute, subject, value, from)| Write::Reorganise { attribute, subject, value, from }),
        1 => (1..4_u8, 0..730_u16, prop_oneof![Just(1_500_000_000), Just(500_000_000), 1_000_000..2_000_000_000_i64])
            .prop_map(|(currency, day, rate)| Write::Rate { currency, day, rate }),
    ]
}

/// Nothing at all, some hours, or some weeks.
fn wait() -> impl Strategy<Value = i64> {
    prop_oneof![3 => Just(0), 3 => 1..30_000_000_i64, 6 => 86_400_000..30 * 86_400_000_i64]
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![
        any::<u8>().prop_map(Place::Same),
        (any::<u8>(), 1..20 * 86_400_000_i64).prop_map(|(version, ms)| Place::After(version, ms)),
        (1..90_u8).prop_map(Place::Before),
    ]
}

fn lines() -> impl Strategy<Value = Vec<(u8, i64)>> {
    let amount = prop_oneof![6 => 1..50_000_000_i64, 2 => 1..10_i64, 1 => Just(0), 1 => -5_000_000..0_i64];
    vec((0..5_u8, amount), 0..4)
}

/// Mostly around the end of the first year, so that deals meet in a quarter.
fn close() -> impl Strategy<Value = Option<u16>> {
    weighted(0.85, prop_oneof![3 => 250..440_u16, 2 => 0..730_u16])
}

/// Open and in pipeline more often than not.
fn stage() -> impl Strategy<Value = u8> {
    prop_oneof![4 => 1..4_u8, 2 => 5..7_u8, 3 => 0..11_u8]
}

fn category() -> impl Strategy<Value = Option<u8>> {
    weighted(0.3, 0..4_u8)
}

fn one() -> impl Strategy<Value = Option<u8>> {
    weighted(0.85, any::<u8>())
}

fn currency() -> impl Strategy<Value = u8> {
    prop_oneof![3 => Just(0), 2 => 0..4_u8]
}

fn draft() -> impl Strategy<Value = Draft> {
    (stage(), category(), close(), lines(), currency(), (one(), one(), one(), one()), weighted(0.3, any::<u8>()), 0..4_u8)
        .prop_map(|(stage, category, close, lines, currency, (owner, account, source, campaign), region, deal_type)| Draft {
            stage,
            category,
            close,
            lines,
            currency,
            owner,
            account,
            source,
            campaign,
            region,
            deal_type,
        })
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = prop_oneof![
        6 => stage().prop_map(Change::Stage),
        2 => category().prop_map(Change::Category),
        3 => close().prop_map(Change::Close),
        3 => lines().prop_map(Change::Lines),
        1 => currency().prop_map(Change::Currency),
        2 => one().prop_map(Change::Owner),
        1 => one().prop_map(Change::Account),
        1 => one().prop_map(Change::Source),
        1 => one().prop_map(Change::Campaign),
        1 => one().prop_map(Change::Region),
        1 => (0..4_u8).prop_map(Change::Type),
        2 => any::<bool>().prop_map(Change::Deleted),
    ];
    vec(change, 1..4)
}
