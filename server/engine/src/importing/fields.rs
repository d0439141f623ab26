//! What each kind of file can say.

pub use contract::import::FieldHolds as Holds;
use contract::import::{FileKind, ImportField, ImportKind};

/// One field of one kind of file.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in a profile.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether a file of this kind is of no use without it.
    pub required: bool,
}

impl Field {
    const fn required(self) -> Self {
        Self { required: true, ..self }
    }
}

const fn field(name: &'static str, holds: Holds) -> Field {
    Field { name, holds, required: false }
}

const fn text(name: &'static str) -> Field {
    field(name, Holds::Text)
}

const fn date(name: &'static str) -> Field {
    field(name, Holds::Date)
}

const fn amount(name: &'static str) -> Field {
    field(name, Holds::Amount)
}

const fn count(name: &'static str) -> Field {
    field(name, Holds::Count)
}

const DEALS: &[Field] = &[
    text("id").required(),
    text("name"),
    text("account"),
    text("owner"),
    text("product"),
    amount("amount"),
    amount("one_off"),
    text("currency"),
    text("stage").required(),
    date("created"),
    date("close"),
    date("expected_close"),
    text("type"),
    text("source"),
    text("sourced_by"),
    text("campaign"),
    text("region"),
    text("category"),
    count("term_months"),
    text("next_step"),
    date("next_step_day"),
    text("lost_reason"),
    text("deleted"),
];

const DEAL_HISTORY: &[Field] = &[
    text("deal").required(),
    date("at").required(),
    text("stage").required(),
    amount("amount"),
    text("currency"),
    date("close"),
    text("category"),
    text("name"),
    text("deleted"),
];

const DEAL_LINES: &[Field] =
    &[text("deal").required(), text("line"), text("product"), amount("amount").required(), amount("one_off"), text("currency")];

const ACCOUNTS: &[Field] = &[
    text("id"),
    text("name").required(),
    text("region"),
    text("territory"),
    text("country"),
    text("industry"),
    text("segment"),
    count("employees"),
    text("parent"),
    text("owner"),
];

const PRODUCTS: &[Field] = &[text("id"), text("name").required(), text("family"), amount("list_price")];

const PEOPLE: &[Field] =
    &[text("id"), text("name").required(), text("email"), text("manager"), text("team"), text("region"), text("active")];

const CAMPAIGNS: &[Field] = &[text("id"), text("name").required(), text("tactic")];

const TARGETS: &[Field] =
    &[text("period").required(), text("dimension"), text("key"), amount("amount").required(), text("measure")];

const RATES: &[Field] = &[text("currency").required(), date("day").required(), amount("rate").required()];

/// The kinds of files, in the order they are taken in: what others point to comes first.
pub const KINDS: [FileKind; 9] = [
    FileKind::Products,
    FileKind::Campaigns,
    FileKind::People,
    FileKind::Accounts,
    FileKind::Rates,
    FileKind::DealLines,
    FileKind::DealHistory,
    FileKind::Deals,
    FileKind::Targets,
];

/// The fields of a kind.
pub fn fields(kind: FileKind) -> &'static [Field] {
    match kind {
        FileKind::Deals => DEALS,
        FileKind::DealHistory => DEAL_HISTORY,
        FileKind::DealLines => DEAL_LINES,
        FileKind::Accounts => ACCOUNTS,
        FileKind::Products => PRODUCTS,
        FileKind::People => PEOPLE,
        FileKind::Campaigns => CAMPAIGNS,
        FileKind::Targets => TARGETS,
        FileKind::Rates => RATES,
    }
}

/// The kinds and their fields, for those who write a mapping.
pub fn kinds() -> Vec<ImportKind> {
    let shown = |field: &Field| ImportField { name: field.name.to_owned(), holds: field.holds, required: field.required };
    KINDS.into_iter().map(|kind| ImportKind { kind, fields: fields(kind).iter().map(shown).collect() }).collect()
}

/// A word, for comparison: lower case, letters and digits only, accents left off.
pub fn plain(word: &str) -> String {
    word.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'à' | 'á' | 'â' | 'ä' => 'a',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ò' | 'ó' | 'ô' | 'ö' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            c => c,
        })
        .filter(char::is_ascii_alphanumeric)
        .collect()
}
