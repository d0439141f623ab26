//! Days, months and periods.

use super::Language;
use crate::{Day, Period, PeriodKey, PeriodKind};

impl Language {
    /// `8 Dec 2026`, `8 dic 2026`.
    pub fn day(self, day: Day) -> String {
        format!("{} {}", self.day_of_year(day), day.ymd().0)
    }

    /// Without the year, where it is plain: `8 Dec`, `8 dic`.
    pub fn day_of_year(self, day: Day) -> String {
        let (_, month, of_month) = day.ymd();
        format!("{of_month} {}", self.month_short(month))
    }

    /// With the weekday: `Tue 8 Dec 2026`, `mar 8 dic 2026`.
    pub fn day_long(self, day: Day) -> String {
        let names = match self {
            Self::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
            Self::It => ["lun", "mar", "mer", "gio", "ven", "sab", "dom"],
        };
        format!("{} {}", names[day.weekday() as usize], self.day(day))
    }

    /// A month, 1–12: `Dec`, `dic`.
    pub fn month_short(self, month: u32) -> &'static str {
        let names = match self {
            Self::En => ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
            Self::It => ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"],
        };
        names[(month as usize + 11) % 12]
    }

    /// A month, 1–12, in full: `December`, `dicembre`.
    pub fn month(self, month: u32) -> &'static str {
        let names = match self {
            Self::En => [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
            Self::It => [
                "gennaio",
                "febbraio",
                "marzo",
                "aprile",
                "maggio",
                "giugno",
                "luglio",
                "agosto",
                "settembre",
                "ottobre",
                "novembre",
                "dicembre",
            ],
        };
        names[(month as usize + 11) % 12]
    }

    /// A period's name: `FY27`, `FY27 H1`, `FY27 Q4`, `FY27 M11`; in Italian `FY27 S1` (semestre), `FY27 T4` (trimestre).
    pub fn period(self, key: PeriodKey) -> String {
        let year = PeriodKey::year(key.fiscal_year).to_string();
        if key.kind == PeriodKind::Year { year } else { format!("{year} {}", self.period_of_year(key)) }
    }

    /// A period's name within its year: `H1`, `Q4`, `M11`; in Italian `S1`, `T4`. A year's own is its whole name.
    pub fn period_of_year(self, key: PeriodKey) -> String {
        let letter = match (key.kind, self) {
            (PeriodKind::Year, _) => return self.period(key),
            (PeriodKind::Half, Self::En) => 'H',
            (PeriodKind::Half, Self::It) => 'S',
            (PeriodKind::Quarter, Self::En) => 'Q',
            (PeriodKind::Quarter, Self::It) => 'T',
            (PeriodKind::Month, _) => 'M',
        };
        format!("{letter}{}", key.number)
    }

    /// The days of a period: `1 Nov 2026 – 31 Jan 2027`.
    pub fn period_days(self, period: &Period) -> String {
        format!("{} – {}", self.day(period.first), self.day(period.last))
    }

    /// What people call a fiscal month: `Dec 2026`, `dic 2026`, by the day in its middle.
    pub fn period_month(self, period: &Period) -> String {
        let (year, month, _) = period.middle().ymd();
        format!("{} {year}", self.month_short(month))
    }
}
