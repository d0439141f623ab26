//! The page of the targets.

use domain::format::Language;

/// Its texts.
#[derive(Debug)]
pub struct Targets {
    pub title: &'static str,
    pub subtitle: fn(year: &str, days: &str, currency: &str) -> String,
    pub company: &'static str,
    pub year: &'static str,
    pub fiscal_year: &'static str,
    pub quarter: &'static str,
    pub measure: &'static str,
    pub sum: &'static str,
    pub differ: &'static str,
    pub what: &'static str,
    pub how: &'static str,
    pub who: &'static str,
    pub no_script: &'static str,
    pub unreadable: &'static str,
    pub wrong: fn(cell: &str, text: &str) -> String,
    pub too_large: fn(rows: usize, columns: usize) -> String,
}

/// The texts in a language.
pub fn targets(language: Language) -> &'static Targets {
    match language {
        Language::En => &EN,
        Language::It => &IT,
    }
}

static EN: Targets = Targets {
    title: "Targets",
    subtitle: |year, days, currency| format!("{year}{days} · company currency {currency}"),
    company: "Company",
    year: "Year",
    fiscal_year: "Fiscal year",
    quarter: "Quarter",
    measure: "Targets for",
    sum: "Sum of the rows",
    differ: "More than the company's",
    what: "A target is of exactly its row and quarter; none is made up from others. The year is the sum of the quarters, where each has one.",
    how: "Each cell saves itself when you leave it: 1,200,000 or 1.2M; empty takes the target away. Enter and the arrows move; a block copied from a spreadsheet can be pasted.",
    who: "Administrators set targets.",
    no_script: "To change a target, allow scripts in this browser. Reading works without.",
    unreadable: "Nothing was saved",
    wrong: |cell, text| format!("{cell}: “{text}” is no amount, or could be read in two ways. Write it like 1,200,000 or 1.2M."),
    too_large: |rows, columns| {
        format!(
            "The block has {rows} rows and {columns} columns: from this cell on the grid has fewer. Begin further up or to the left."
        )
    },
};

static IT: Targets = Targets {
    title: "Obiettivi",
    subtitle: |year, days, currency| format!("{year}{days} · valuta aziendale {currency}"),
    company: "Azienda",
    year: "Anno",
    fiscal_year: "Anno fiscale",
    quarter: "Trimestre",
    measure: "Obiettivi per",
    sum: "Somma delle righe",
    differ: "In più rispetto all'azienda",
    what: "Un obiettivo vale esattamente per la sua riga e il suo trimestre; nessuno è ricavato da altri. L'anno è la somma dei trimestri, dove tutti ne hanno uno.",
    how: "Ogni cella si salva da sola quando la lasci: 1.200.000 o 1,2 mln; vuota toglie l'obiettivo. Invio e frecce spostano; si può incollare un blocco copiato da un foglio di calcolo.",
    who: "Gli obiettivi sono fissati dagli amministratori.",
    no_script: "Per cambiare un obiettivo, permetti gli script in questo browser. Per leggere non servono.",
    unreadable: "Nulla è stato salvato",
    wrong: |cell, text| {
        format!("{cell}: “{text}” non è un importo, o si può leggere in due modi. Scrivilo come 1.200.000 o 1,2 mln.")
    },
    too_large: |rows, columns| {
        format!(
            "Il blocco ha {rows} righe e {columns} colonne: da questa cella in poi la griglia ne ha meno. Comincia più in alto o più a sinistra."
        )
    },
};
