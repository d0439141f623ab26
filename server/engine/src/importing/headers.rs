//! Under which headers other systems say what a field holds: Salesforce, HubSpot, Pipedrive, Dynamics and Zoho as they
//! export it, and people in their own spreadsheets, in English and Italian.

use contract::import::FileKind;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Per field the headers it is known by, in order of preference. Case, accents, punctuation and the abbreviations below do
/// not matter. What could be one thing or another ("Date", "Total", "Code") is not here: it is asked.
const DEALS: &[(&str, &str)] = &[
    (
        "id",
        "Opportunity ID, Deal ID, ID, Record ID, Hs Object ID, Opportunity Seq, Opportunity Number, Deal Number, Deal Key, \
         (Do Not Modify) Opportunity, (Do Not Modify) Deal, Opportunity Reference, Deal Reference, Quote Number, Reference, \
         Number, Key, ID opportunità, ID trattativa, Codice opportunità, Codice trattativa, Numero opportunità, \
         Numero trattativa, Numero offerta, Riferimento, Codice",
    ),
    (
        "name",
        "Opportunity Name, Deal Name, Name, Topic, Title, Opportunity Title, Deal Title, Subject, Nome opportunità, \
         Nome trattativa, Nome, Titolo, Titolo trattativa, Oggetto, Opportunity, Deal, Opportunità, Trattativa, Affare, \
         Opportunity Description, Deal Description, Description, Descrizione, Project, Progetto",
    ),
    (
        "account",
        "Account ID, Account Seq, Account, Account Name, Company, Company Name, Customer, Customer Name, Client, Client Name, \
         Organization, Organization Name, Organisation, Organisation Name, Associated Company, Associated Company (Primary), \
         Primary Associated Company, Potential Customer, End Customer, Azienda, Cliente, Nome cliente, Ragione sociale, \
         Società, Organizzazione",
    ),
    (
        "owner",
        "Owner, Owner Name, Opportunity Owner, Opportunity Owner Name, Sales Agent, Sales Rep, Sales Representative, \
         Sales Person, Seller, Account Executive, AE, Account Manager, Deal Owner, Rep, Owner ID, Hubspot Owner ID, \
         Assigned To, Responsible, Proprietario, Titolare, Venditore, Agente, Commerciale, Responsabile, \
         Responsabile commerciale, Referente commerciale, Assegnato a, Assegnata a",
    ),
    (
        "product",
        "Product, Product Name, Product ID, Product Seq, Product2 ID, Product c, Product Line, Solution, Prodotto, \
         Nome prodotto, Linea di prodotto, Soluzione",
    ),
    (
        "amount",
        "ACV, Annual Contract Value, Amount, Deal Amount, Opportunity Amount, Deal Size, Opportunity Size, Value, Deal Value, \
         Opportunity Value, Close Value, Contract Value, Amount USD, Importo, Importo trattativa, Valore, Valore trattativa, \
         Valore offerta, Valore contratto, Valore annuo, Revenue, Estimated Revenue, Expected Amount, Estimated Value, Expected Value, \
         Deal Revenue, Ricavo, Ricavo previsto, Fatturato previsto, Importo previsto, Valore previsto",
    ),
    ("one_off", "One Off, One Time, Setup Fee, Una tantum, Importo una tantum"),
    (
        "currency",
        "Currency ISO Code, Deal Currency Code, Currency, Currency Code, Currency of Value, Amount Currency, Deal Currency, \
         Opportunity Currency, Valuta, Divisa",
    ),
    (
        "stage",
        "Stage Name, Deal Stage, Opportunity Stage, Stage, Sales Stage, Process Stage, Pipeline Stage, Phase, Deal Phase, Sales Phase, \
         Pipeline Phase, Status, Deal Status, Opportunity Status, Pipeline Step, Deal Pipeline Stage ID, Stage Name Label, \
         Fase, Fase trattativa, Fase di vendita, Stadio, Stato, Stato trattativa, Avanzamento",
    ),
    (
        "created",
        "Created Date, Create Date, Opportunity Created On, Deal Created, Created On, Created, Created At, Created Time, \
         Add Time, Creation Date, Engage Date, Open Date, Opened, Opened On, Date Opened, Date Created, Entered On, \
         Data creazione, Data di creazione, Creato il, Creata il, Data apertura, Data di apertura, Aperto il, Aperta il, \
         Data inserimento, Start Date",
    ),
    (
        "close",
        "Close Date, Closed Date, Actual Close Date, Closed On, Deal Closed On, Date Closed, Closing Date, Closed At, Close Time, Close, \
         Closing, Closed, Data chiusura, Data di chiusura, Chiusura, Chiuso il, Chiusa il, Chiusura effettiva, Data firma",
    ),
    (
        "expected_close",
        "Expected Close Date, Expected Closing Date, Estimated Close Date, Estimated Closing Date, Forecast Close Date, \
         Target Close Date, Planned Close Date, Expected Close, Estimated Close, Forecast Close, Target Close, Due Date, \
         Chiusura prevista, Data chiusura prevista, Data di chiusura prevista, Data prevista chiusura, Data prevista di chiusura, Chiusura stimata, \
         Previsione chiusura, Scadenza",
    ),
    ("type", "Deal Type, Opportunity Type, Type, Tipo, Tipo trattativa, Tipologia"),
    ("source", "Source Function, Cylinder, Source, Generated By, Fonte, Generata da"),
    ("sourced_by", "Sourced By, Source Rep, BDR, SDR, Procurata da"),
    (
        "campaign",
        "Campaign ID, Campaign Seq, Campaign, Campaign Name, Primary Campaign Source, Campaign Source, Source Campaign, Campagna, \
         Campagna di origine",
    ),
    ("region", "Region, Sales Region, Deal Region, Regione, Area"),
    (
        "category",
        "Forecast Category Name, Forecast Category, Manual Forecast Category, Deal Forecast Category, Categoria previsione, \
         Categoria di previsione",
    ),
    ("term_months", "Term Months, Contract Term, Contract Term Months, Term, Durata mesi, Durata in mesi"),
    ("next_step", "Next Step, Next Steps, Next Action, Prossimo passo, Prossima azione, Prossima attività"),
    ("next_step_day", "Next Step Date, Next Step Day, Next Action Date, Data prossimo passo, Data prossima azione"),
    (
        "lost_reason",
        "Lost Reason, Loss Reason, Closed Lost Reason, Reason Lost, Reason for Loss, Motivo perdita, Motivo della perdita, \
         Motivo di perdita",
    ),
    ("deleted", "Is Deleted, Deleted, Eliminata"),
];

const DEAL_HISTORY: &[(&str, &str)] = &[
    (
        "deal",
        "Opportunity ID, Deal ID, Opportunity Number, Deal Number, Opportunity Seq, Opportunity, Deal, Company, Account, \
         ID opportunità, ID trattativa, Trattativa, ID",
    ),
    (
        "at",
        "Fivetran Start, Valid From, Effective From, Effective Date, Date Entered, Entered At, Change Date, Changed At, \
         Changed On, Created Date, Date, Timestamp, System Modstamp, Last Modified Date, Last Modified, Data modifica, Data",
    ),
    ("stage", "Stage Name, New Stage, To Stage, New Value, Stage, Deal Stage, Phase, To Phase, Value, Nuova fase, Fase, Stato"),
    ("amount", "ACV, Amount, Deal Value, Deal Size, Importo, Valore"),
    ("currency", "Currency ISO Code, Currency, Currency Code, Valuta"),
    ("close", "Close Date, Expected Close Date, Estimated Close Date, Estimated Close, Data chiusura, Chiusura prevista"),
    ("category", "Forecast Category Name, Forecast Category, Categoria previsione"),
    ("name", "Opportunity Name, Deal Name, Opportunity Title, Nome opportunità, Nome trattativa"),
    ("deleted", "Is Deleted, Deleted, Eliminata"),
];

const DEAL_LINES: &[(&str, &str)] = &[
    (
        "deal",
        "Opportunity ID, Deal ID, Opportunity Number, Deal Number, Opportunity Seq, Opportunity, Deal, ID opportunità, \
         ID trattativa, Trattativa",
    ),
    ("line", "Sort Order, Line Number, Line, Riga, Numero riga"),
    ("product", "Product2 ID, Product ID, Product Seq, Product, Product Name, Name, Prodotto"),
    ("amount", "ACV, Total Price, Amount, Line Amount, Total, Value, Importo, Totale"),
    ("one_off", "One Off, One Time, Una tantum"),
    ("currency", "Currency ISO Code, Currency, Currency Code, Valuta"),
];

const ACCOUNTS: &[(&str, &str)] = &[
    (
        "id",
        "Account ID, ID, Company ID, Customer ID, Account Seq, Account Number, Customer Number, Record ID, \
         (Do Not Modify) Account, Codice cliente, ID cliente, Numero cliente",
    ),
    (
        "name",
        "Account Name, Name, Account, Company Name, Company, Customer, Customer Name, Client, Organization Name, Organization, \
         Ragione sociale, Azienda, Società, Cliente, Nome cliente, Nome",
    ),
    ("region", "Region, Sales Region, Regione, Area"),
    ("territory", "Territory, Territorio, Zona"),
    ("country", "Country, Billing Country, Country/Region, Office Location, Address 1: Country/Region, Paese, Nazione"),
    ("industry", "Industry, Sector, Settore, Industria"),
    ("segment", "Segment, Customer Segment, Segmento"),
    ("employees", "Number of Employees, Employees, Employee Count, Headcount, Dipendenti, Numero dipendenti"),
    ("parent", "Parent ID, Parent Account, Parent Company, Parent, Subsidiary of, Capogruppo"),
    ("owner", "Owner ID, Account Owner, Company Owner, Owner, Proprietario, Responsabile"),
];

const PRODUCTS: &[(&str, &str)] = &[
    ("id", "Product ID, Product2 ID, Product Seq, ID, Product Code, SKU, Codice, Codice prodotto"),
    ("name", "Product Name, Product, Name, Prodotto, Nome prodotto, Nome"),
    ("family", "Family, Product Family, Product Category, Product Line, Series, Category, Famiglia, Categoria"),
    ("list_price", "List Price, Sales Price, Price, Unit Price, Prezzo, Prezzo listino, Prezzo di listino"),
];

const PEOPLE: &[(&str, &str)] = &[
    ("id", "User ID, Owner ID, System User Seq, ID, Employee ID, Employee Number, Sales Agent ID, Matricola"),
    (
        "name",
        "Name, Full Name, Sales Agent, Sales Owner, Sales Rep, Owner, Employee, Person, User, Nome e cognome, Nominativo, Nome",
    ),
    ("email", "Email, Mail, Email Address, Posta, Indirizzo email"),
    ("manager", "Manager ID, Manager, Manager Name, Reports To, Supervisor, Responsabile, Capo"),
    ("team", "Team, Team Name, Sales Team, Squadra, Gruppo, Department"),
    ("region", "Region, Regional Office, Office, Regione, Sede"),
    ("active", "Is Active, Active, Attivo"),
];

const CAMPAIGNS: &[(&str, &str)] = &[
    ("id", "Campaign ID, Campaign Seq, ID"),
    ("name", "Campaign Name, Name, Campaign, Campagna, Nome campagna, Nome"),
    ("tactic", "Tactic, Type, Campaign Type, Tattica, Tipo"),
];

const TARGETS: &[(&str, &str)] = &[
    ("period", "Period, Quarter, Fiscal Quarter, Periodo, Trimestre"),
    ("dimension", "Dimension, Dimensione, By"),
    ("key", "Key, Value, Row, For, Valore, Voce"),
    ("amount", "Target, Amount, Quota, Obiettivo, Importo"),
    ("measure", "Measure, Misura, Metric"),
];

const RATES: &[(&str, &str)] = &[
    ("currency", "Currency, Currency ISO Code, ISO Code, Currency Code, Valuta"),
    ("day", "Day, Date, Start Date, From, Valid From, Data"),
    ("rate", "Rate, Conversion Rate, Exchange Rate, Tasso, Cambio"),
];

/// What is written short, by language and habit.
const SHORT: &[(&str, &str)] = &[
    ("opp", "opportunity"),
    ("oppty", "opportunity"),
    ("opty", "opportunity"),
    ("opps", "opportunity"),
    ("no", "number"),
    ("nr", "number"),
    ("num", "number"),
    ("n", "number"),
    ("numero", "number"),
    ("#", "number"),
    ("est", "estimated"),
    ("exp", "expected"),
    ("acct", "account"),
    ("amt", "amount"),
    ("curr", "currency"),
    ("ccy", "currency"),
    ("cat", "category"),
    ("ref", "reference"),
    ("rif", "riferimento"),
    ("cod", "codice"),
    ("prev", "prevista"),
    ("previsto", "prevista"),
    ("org", "organization"),
];

/// The headers of a field, as [`heading`] writes them.
pub fn known(kind: FileKind, field: &'static str) -> &'static [String] {
    static KNOWN: LazyLock<HashMap<(FileKind, &str), Vec<String>>> = LazyLock::new(|| {
        let tables = super::fields::KINDS.into_iter().flat_map(|kind| table(kind).iter().map(move |row| (kind, row)));
        tables.map(|(kind, (field, headers))| ((kind, *field), headers.split(", ").map(heading).collect())).collect()
    });
    KNOWN.get(&(kind, field)).map(Vec::as_slice).unwrap_or_default()
}

fn table(kind: FileKind) -> &'static [(&'static str, &'static str)] {
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

/// A header, for comparison: its words without case, accents and punctuation, written out and run together.
pub fn heading(header: &str) -> String {
    let mut words: Vec<String> = vec![String::new()];
    let mut after_small = false;
    for c in header.chars() {
        let small = c.is_lowercase() || c.is_ascii_digit();
        // "CloseDate" and "Oppty#" are two words each.
        if !c.is_alphanumeric() || c.is_uppercase() && after_small {
            words.push(String::new());
        }
        after_small = small;
        if c == '#' {
            words.extend(["#".to_owned(), String::new()]);
        } else if let Some(word) = words.last_mut() {
            word.push_str(&super::fields::plain(c.encode_utf8(&mut [0; 4])));
        }
    }
    let long = |word: String| SHORT.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| (*long).to_owned());
    words.into_iter().filter(|word| !word.is_empty()).map(long).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_punctuation_and_abbreviations_do_not_matter() {
        for (one, other) in [
            ("Oppty #", "Opportunity Number"),
            ("Opp. No.", "opportunity_number"),
            ("OpportunityNr", "Opportunity number"),
            ("N. trattativa", "Numero trattativa"),
            ("N° trattativa", "numero trattativa"),
            ("Est. Close", "Estimated close"),
            ("CloseDate", "close date"),
            ("Opportunità", "OPPORTUNITA"),
            ("Rif.", "Riferimento"),
        ] {
            assert_eq!(heading(one), heading(other), "{one}");
        }
        assert_ne!(heading("Norway"), heading("Number way"), "only whole words are short for another");
    }

    #[test]
    fn every_field_is_known_by_a_header_and_no_header_stands_for_two_fields() {
        for kind in super::super::fields::KINDS {
            let mut all = Vec::new();
            for field in super::super::fields::fields(kind) {
                let known = known(kind, field.name);
                assert!(!known.is_empty(), "{kind:?} {}", field.name);
                all.extend(known.iter().map(|header| (header, field.name)));
            }
            all.sort();
            for pair in all.windows(2) {
                assert_ne!(pair[0].0, pair[1].0, "{kind:?}: {} and {}", pair[0].1, pair[1].1);
            }
        }
    }
}
