//! What the product says, in each language. A text missing in one does not compile.

mod accounts;
pub mod deal;
mod desk;
mod en;
mod finding;
mod help;
mod hygiene;
pub mod imports;
mod inspection;
mod it;
mod live;
pub mod news;
mod office;
pub mod offline;
mod pipeline;
pub mod progress;
mod review;
mod rules;
pub mod setup;
mod targets;

use domain::format::Language;
use domain::{Category, DealType, Dimension, Role, Source, StageKind, opportunity::Cause};
use leptos::prelude::use_context;

pub use accounts::{accounts, wrong_en, wrong_it};
pub use desk::{desk, in_place};
pub use finding::finding;
pub use help::Help;
pub use hygiene::hygiene;
pub use inspection::inspection;
pub use live::live;
pub use news::inbox;
pub use office::{rates, users};
pub use offline::offline;
pub use pipeline::pipeline;
pub use review::review;
pub use rules::rules;
pub use targets::targets;

/// Every text.
#[derive(Debug)]
pub struct Texts {
    /// The language they are in.
    pub language: Language,
    /// Words used all over.
    pub common: Common,
    /// The frame around every page.
    pub shell: Shell,
    /// What the product's own lists are called.
    pub names: Names,
    /// The matrix.
    pub apm: Apm,
    /// The definitions beside the numbers.
    pub help: Help,
    /// Deals.
    pub deals: Deals,
    /// Signing in.
    pub sign_in: SignIn,
    /// Settings.
    pub settings: Settings,
    /// When something is wrong.
    pub trouble: Trouble,
}

macro_rules! group {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug)]
        #[expect(missing_docs, reason = "each field is named after the text it holds")]
        pub struct $name { $(pub $field: $type),* }
    };
}
use group;

type Text = &'static str;

group! {
    /// Words used all over.
    Common {
        none: Text, of: Text, to: Text, all: Text, go: Text, close: Text, save: Text, cancel: Text, search: Text, more: Text,
        first_page: Text, next_page: Text, today: Text, page_of: fn(&str) -> String, loading: Text, yes: Text, no: Text,
        deals: fn(i64, &str) -> String, what_is: fn(&str) -> String,
    }
}

group! {
    /// The frame around every page.
    Shell {
        title: fn(&str) -> String, skip: Text, main: Text, apm: Text, pipeline: Text, deals: Text, targets: Text, imports: Text,
        settings: Text, sign_out: Text, signed_in_as: Text, demo: Text, styleguide: Text,
    }
}

group! {
    /// What the product's own lists are called.
    Names {
        role: fn(Role) -> Text, dimension: fn(Dimension) -> Text, source: fn(Source) -> Text, deal_type: fn(DealType) -> Text,
        category: fn(Category) -> Text, kind: fn(StageKind) -> Text, cause: fn(Cause) -> Text,
    }
}

group! {
    /// The matrix.
    Apm {
        title: Text, subtitle: fn(&str, &str, &str) -> String, by: fn(&str) -> String, period: Text, as_of: Text, as_of_chip: fn(&str) -> String,
        as_of_form: Text, as_it_was: Text, todays: Text, organisation: Text, organisation_help: Text, filter: Text, filters: Text, filter_by: fn(&str) -> String,
        remove_filter: fn(&str) -> String, clear_filters: Text, rows: Text, nest: Text, no_nest: Text, more_dimensions: Text, nested_chip: fn(&str) -> String, sort_by: fn(&str) -> String,
        sort: Text, by_name: Text, forecast: Text, closed: Text, open: Text, generated: Text, coverage: Text, target: Text,
        forecast_short: Text, closed_short: Text, open_short: Text, generated_short: Text, coverage_short: Text, column: Text,
        coverage_full: fn(&str) -> String, coverage_remaining: fn(&str) -> String, attained: fn(&str) -> String,
        pace: Text, pace_title: Text, pace_note: fn(&str, &str, &str, &str) -> String, no_target_note: fn(&str) -> String,
        same_day: fn(&str) -> String, landed: fn(&str) -> String, yoy: Text, yoy_mode: Text, yoy_same_day: Text, yoy_landed: Text, behind: Text, ahead: Text, pace_index: fn(&str) -> String,
        needed: fn(&str) -> String, not_needed: Text, act_cells: Text, act_cells_note: fn(&str) -> String, open_deals: fn(i64, &str) -> String,
        total: Text, overdue: Text, undated: Text, any_date: Text, lost: Text, beside: Text, ended: Text, win_rate: Text, by_value: fn(&str) -> String,
        weighted: Text, days_to_close: Text, age: Text, days: Text, days_text: fn(&str) -> String, half_within: fn(&str) -> String, no_target: Text, met: Text, good: Text, watch: Text, act: Text, none: Text, legend: Text,
        narrowed: Text, rows_differ: fn(&str) -> String, without_rate: fn(&str) -> String, oldest_rate: fn(&str) -> String, known_at: fn(&str) -> String,
        known_link: Text, straight_line: Text, empty: Text, empty_hint: Text, empty_filtered: Text, show_all: fn(&str) -> String,
        scrub: Text, week_of: fn(&str) -> String, drill: fn(&str, &str) -> String, drill_title: fn(&str) -> String, drill_sum: fn(&str, &str) -> String,
        back: Text, deal: Text, account: Text, owner: Text, stage: Text, close_date: Text, amount: Text, products: Text, no_date: Text,
        no_deals: Text, values: fn(&str) -> String, no_values: Text, done: Text,
        aggregates: Text, withheld: Text, few_deals: Text, unseen: Text, unseen_hint: Text,
    }
}

group! {
    /// Deals.
    Deals {
        title: Text, find: Text, find_hint: Text, open: Text, won: Text, lost: Text, all: Text, count: fn(i64, &str) -> String, empty: Text, empty_hint: Text,
        empty_search: Text, closes: fn(&str) -> String, closed: fn(&str) -> String, no_owner: Text, no_account: Text, back: Text, facts: Text, edit: Text, history: Text,
        name: Text, stage: Text, amount: Text, amount_of: fn(&str) -> String, close_date: Text, next_step: Text, next_step_day: Text, category: Text, stage_category: fn(&str) -> String,
        source: Text, deal_type: Text, campaign: Text, account: Text, owner: Text, region: Text, term: Text, months: fn(i64) -> String, currency: Text, lost_reason: Text, estimated: Text,
        saved: Text, saving: Text, undo: Text, undone: Text, conflict: Text, conflict_detail: fn(&str, &str) -> String, keep_mine: Text, keep_theirs: Text, not_saved: Text,
        bad_amount: Text, created: Text, changed: fn(&str, &str, &str) -> String, unchanged: Text, empty_value: Text, deleted: Text, restored: Text, lines: Text, product: Text, one_off: Text, overdue: Text,
    }
}

group! {
    /// Signing in.
    SignIn {
        title: Text, email: Text, password: Text, submit: Text, wrong: Text, throttled: Text, welcome: Text, welcome_hint: Text,
        new_password: Text, password_hint: Text, set: Text, short: Text, differ: Text, bad_link: Text, tagline: Text,
    }
}

group! {
    /// Settings.
    Settings {
        title: Text, you: Text, language: Text, theme: Text, theme_system: Text, theme_light: Text, theme_dark: Text, apply: Text, sessions: Text,
        sessions_hint: Text, sign_out_everywhere: Text, company: Text, company_name: Text, currency: Text, time_zone: Text, fiscal: Text,
        fiscal_starts: fn(&str) -> String, processes: Text, stage: Text, kind: Text, probability: Text, category: Text, entered: Text, api: Text, api_hint: Text, office: Text,
    }
}

group! {
    /// When something is wrong.
    Trouble {
        missing: Text, missing_hint: Text, home: Text, failed: Text, failed_hint: Text, again: Text, fields: Text, unauthenticated: Text,
        forbidden: Text, unreachable: Text, invalid: Text,
    }
}

/// The texts of a language.
pub fn texts(language: Language) -> &'static Texts {
    match language {
        Language::En => &en::TEXTS,
        Language::It => &it::TEXTS,
    }
}

/// The texts of this visit.
pub fn use_texts() -> &'static Texts {
    use_context::<&'static Texts>().unwrap_or(&en::TEXTS)
}
