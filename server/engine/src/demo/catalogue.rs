//! What the demo company is: its settings, its process, what it sells, where and to whom. The figures are weights and
//! yearly growth, chosen so that some rows of every matrix grow and some shrink.

use domain::calendar::{Pattern, Week53};
use domain::gate;
use domain::workspace::RegionRule;
use domain::{Category, Currency, Day, FiscalSettings, Process, Source, Stage, StageId, StageKind, Workspace};

/// The company's name.
pub(super) const COMPANY: &str = "Arcanto";
/// The British pound.
pub(super) fn gbp() -> Currency {
    Currency::parse("GBP").unwrap_or(Currency::EUR)
}

/// The stages of its process, by number.
pub(super) const DISCOVERY: StageId = StageId(1);
/// The first stage that counts as pipeline.
pub(super) const QUALIFIED: StageId = StageId(2);
/// An offer is out.
pub(super) const PROPOSAL: StageId = StageId(3);
/// Terms are discussed.
pub(super) const NEGOTIATION: StageId = StageId(4);
/// The contract is with their lawyers.
pub(super) const CONTRACT: StageId = StageId(5);
/// Signed.
pub(super) const WON: StageId = StageId(6);
/// Given up.
pub(super) const LOST: StageId = StageId(7);

/// A row of a matrix: its name, its weight among its like today, and its growth a year in thousandths.
pub(super) struct Row<T> {
    pub(super) value: T,
    pub(super) weight: u32,
    pub(super) growth: i32,
}

const fn row<T>(value: T, weight: u32, growth: i32) -> Row<T> {
    Row { value, weight, growth }
}

/// A product: its name, its family, and how its price compares with the others', in percent.
pub(super) struct Product {
    pub(super) name: &'static str,
    pub(super) family: &'static str,
    pub(super) price: i64,
}

const fn product(name: &'static str, family: &'static str, price: i64) -> Product {
    Product { name, family, price }
}

/// What it sells.
pub(super) const PRODUCTS: [Row<Product>; 10] = [
    row(product("Core CRM", "Sales", 120), 240, 60),
    row(product("Quotes", "Sales", 70), 70, -60),
    row(product("Service Desk", "Service", 110), 185, -10),
    row(product("Field Service", "Service", 95), 60, 120),
    row(product("Campaigns", "Marketing", 100), 130, 140),
    row(product("Journeys", "Marketing", 75), 50, 40),
    row(product("Commerce", "Marketing", 115), 65, -40),
    row(product("Platform", "Platform", 130), 110, -130),
    row(product("Analytics", "Platform", 90), 120, 330),
    row(product("Integrations", "Platform", 60), 55, 30),
];
/// Where Cloud Sales sells: one product.
pub(super) const PLATFORM: usize = 7;

/// Where it sells: region, and its countries.
pub(super) const REGIONS: [Row<&str>; 4] =
    [row("EMEA", 470, 70), row("North America", 300, -20), row("LATAM", 90, -120), row("APAC", 140, 260)];

/// A country: its region (by place in [`REGIONS`]), territory, and the currency its customers pay in.
pub(super) struct Country {
    pub(super) name: &'static str,
    pub(super) region: usize,
    pub(super) territory: &'static str,
    pub(super) currency: &'static str,
    pub(super) weight: u32,
}

const fn country(name: &'static str, region: usize, territory: &'static str, currency: &'static str, weight: u32) -> Country {
    Country { name, region, territory, currency, weight }
}

/// The countries.
pub(super) const COUNTRIES: [Country; 23] = [
    country("Italy", 0, "Italy", "EUR", 24),
    country("Germany", 0, "DACH", "EUR", 18),
    country("Austria", 0, "DACH", "EUR", 5),
    country("Switzerland", 0, "DACH", "EUR", 5),
    country("France", 0, "France", "EUR", 14),
    country("United Kingdom", 0, "UK and Ireland", "GBP", 17),
    country("Ireland", 0, "UK and Ireland", "EUR", 3),
    country("Spain", 0, "Iberia", "EUR", 8),
    country("Portugal", 0, "Iberia", "EUR", 2),
    country("Netherlands", 0, "Benelux", "EUR", 6),
    country("Sweden", 0, "Nordics", "EUR", 5),
    country("United States", 1, "US East", "USD", 44),
    country("United States", 1, "US West", "USD", 36),
    country("Canada", 1, "Canada", "USD", 20),
    country("Brazil", 2, "Brazil", "USD", 42),
    country("Mexico", 2, "Mexico", "USD", 30),
    country("Argentina", 2, "Southern Cone", "USD", 16),
    country("Chile", 2, "Southern Cone", "USD", 12),
    country("Japan", 3, "Japan", "USD", 28),
    country("Australia", 3, "Australia and New Zealand", "USD", 30),
    country("New Zealand", 3, "Australia and New Zealand", "USD", 8),
    country("Singapore", 3, "South East Asia", "USD", 18),
    country("India", 3, "India", "USD", 16),
];

/// A segment: its name, the median ACV of a new deal in major units, the median days it takes, and the chance to win
/// a new deal in thousandths.
pub(super) struct Segment {
    pub(super) name: &'static str,
    pub(super) acv: i64,
    pub(super) days: i64,
    pub(super) win: u32,
}

/// To whom it sells.
pub(super) const SEGMENTS: [Row<Segment>; 4] = [
    row(Segment { name: "Strategic", acv: 210_000, days: 165, win: 222 }, 60, 40),
    row(Segment { name: "Enterprise", acv: 105_000, days: 125, win: 238 }, 170, 110),
    row(Segment { name: "Mid-market", acv: 36_000, days: 84, win: 262 }, 340, -30),
    row(Segment { name: "Small business", acv: 11_000, days: 50, win: 285 }, 430, 60),
];
/// The size of deal that success managers sell in large accounts.
pub(super) const MIDDLE: usize = 2;

/// The cylinders and partners: their planned share of pipe generation in thousandths (the sum is 1000), and growth.
/// AEs make more than half, BDRs about a quarter.
pub(super) const SOURCES: [Row<Source>; 6] = [
    row(Source::Ae, 530, 10),
    row(Source::Bdr, 250, 90),
    row(Source::Sdr, 100, -80),
    row(Source::Ecs, 50, 180),
    row(Source::Cloud, 40, -40),
    row(Source::Partner, 30, 60),
];

/// What customers do.
pub(super) const INDUSTRIES: [(&str, &[&str]); 12] = [
    ("Manufacturing", &["Works", "Machines", "Components", "Engineering"]),
    ("Financial services", &["Bank", "Capital", "Insurance", "Trust"]),
    ("Retail", &["Retail", "Stores", "Market", "Home"]),
    ("Consumer goods", &["Foods", "Brands", "Drinks", "Goods"]),
    ("Health care", &["Health", "Clinics", "Care", "Pharma"]),
    ("Technology", &["Software", "Data", "Networks", "Labs"]),
    ("Energy", &["Energy", "Power", "Solar", "Grid"]),
    ("Transport", &["Logistics", "Lines", "Freight", "Mobility"]),
    ("Media", &["Media", "Press", "Studios", "Publishing"]),
    ("Public sector", &["Council", "Agency", "Services", "Institute"]),
    ("Telecommunications", &["Telecom", "Mobile", "Fibre", "Connect"]),
    ("Construction", &["Build", "Construction", "Estates", "Design"]),
];

/// Its settings. The holidays are Italy's that fall on fixed days, for the years from `first` to `last`.
pub(super) fn workspace(first: i32, last: i32) -> Workspace {
    let holidays = (first..=last)
        .flat_map(|year| {
            [(1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)].map(|d| (year, d))
        })
        .filter_map(|(year, (month, day))| Day::from_ymd(year, month, day))
        .collect();
    Workspace {
        company: COMPANY.to_owned(),
        demo: true,
        currency: Currency::EUR,
        time_zone: "Europe/Rome".to_owned(),
        fiscal: FiscalSettings { start_month: 2, pattern: Pattern::Months, week53: Week53::default(), holidays },
        processes: vec![process()],
        commit_requires: gate::proposed_commit(),
        region_order: RegionRule::default_order(),
        hygiene: domain::hygiene::Rules::default(),
        keep_on_devices: true,
        rhythm: domain::workspace::Rhythm::default(),
    }
}

/// How it sells.
fn process() -> Process {
    let stage = |id, name: &str, kind, probability, category, entered| Stage {
        id,
        name: name.to_owned(),
        kind,
        probability,
        category,
        entered,
        requires: gate::proposed(kind, entered, probability >= 4_500),
    };
    Process {
        name: "Sales".to_owned(),
        stages: vec![
            stage(DISCOVERY, "Discovery", StageKind::Open, 1_000, Category::Pipeline, false),
            stage(QUALIFIED, "Qualified", StageKind::Open, 2_500, Category::Pipeline, true),
            stage(PROPOSAL, "Proposal", StageKind::Open, 4_500, Category::BestCase, true),
            stage(NEGOTIATION, "Negotiation", StageKind::Open, 7_000, Category::Commit, true),
            stage(CONTRACT, "Contract", StageKind::Open, 9_000, Category::Commit, true),
            stage(WON, "Won", StageKind::Won, 10_000, Category::Closed, true),
            stage(LOST, "Lost", StageKind::Lost, 0, Category::Omitted, false),
        ],
    }
}
