//! Where the numbers of a dimension come from, for the rows of one segment under the organisation of one day.

use super::shares::Shares;
use super::status::Statuses;
use domain::workspace::RegionRule;

/// The columns that dimensions are read from: those of a segment, or of the book.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    /// The account.
    pub account: &'a [u32],
    /// The owner, or a set of shares.
    pub owner: &'a [u32],
    /// The sets of shares.
    pub shares: &'a Shares,
    /// The origin campaign.
    pub campaign: &'a [u32],
    /// The deal's own region.
    pub region: &'a [u32],
    /// Type and source.
    pub kind: &'a [u8],
    /// Stage and category.
    pub status: &'a [u16],
    /// The currency.
    pub currency: &'a [u16],
}

/// A dimension's numbers, row by row.
#[derive(Clone, Copy)]
pub enum Values<'a> {
    /// A column says it.
    Column(&'a [u32]),
    /// What is said on the day of whom a column names.
    Of(&'a [u32], &'a [u32]),
    /// The owner; of a share whose it is.
    Person(Rows<'a>),
    /// What is said on the day of the owner; of a share of whose it is.
    OfPerson(Rows<'a>, &'a [u32]),
    /// The first place that knows a region.
    Region {
        /// Where it is looked for.
        order: &'a [RegionRule],
        /// The rows.
        rows: Rows<'a>,
        /// The regions of people's teams.
        people: &'a [u32],
        /// The regions of accounts.
        accounts: &'a [u32],
    },
    /// The stage's place.
    Stage(&'a [u16], &'a Statuses),
    /// The currency.
    Currency(&'a [u16]),
    /// The source, from the middle bits.
    Source(&'a [u8]),
    /// The type, from the lower bits.
    Type(&'a [u8]),
    /// The product: of a line, not of a row.
    Product,
    /// The product's family.
    Family(&'a [u32]),
}

impl Values<'_> {
    /// The number of a row, or of its line with this product.
    #[inline]
    pub fn at(&self, row: usize, product: u32) -> u32 {
        match *self {
            Self::Column(column) => column[row],
            Self::Of(column, said) => of(said, column[row]),
            Self::Person(rows) => rows.shares.owner(rows.owner[row]),
            Self::OfPerson(rows, said) => of(said, rows.shares.owner(rows.owner[row])),
            Self::Region { order, rows, people, accounts } => {
                let place = |rule: &RegionRule| match rule {
                    RegionRule::Deal => rows.region[row],
                    RegionRule::Team => of(people, rows.shares.owner(rows.owner[row])),
                    RegionRule::Account => of(accounts, rows.account[row]),
                };
                order.iter().map(place).find(|region| *region != 0).unwrap_or(0)
            }
            Self::Stage(column, statuses) => statuses.get(column[row]).place,
            Self::Currency(column) => u32::from(column[row]),
            Self::Source(column) => u32::from(column[row] >> 3 & 7),
            Self::Type(column) => u32::from(column[row] & 7),
            Self::Product => product,
            Self::Family(said) => of(said, product),
        }
    }
}

impl Values<'_> {
    /// The number of a piece of a row.
    #[inline]
    pub fn of_piece(&self, row: usize, product: u32, whose: Option<u32>) -> u32 {
        match (self, whose) {
            (Self::Person(_), Some(person)) => person,
            (Self::OfPerson(_, said), Some(person)) => of(said, person),
            _ => self.at(row, product),
        }
    }
}

/// What a table says of a subject; nothing of one it does not reach to.
#[inline]
pub fn of(said: &[u32], subject: u32) -> u32 {
    said.get(subject as usize).copied().unwrap_or(0)
}
