//! What each kind of file can say, and under which headers other systems say it.

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
    /// Headers it is known by, in order of preference: lower case, letters and digits only.
    pub headers: &'static [&'static str],
}

const fn text(name: &'static str, headers: &'static [&'static str]) -> Field {
    Field { name, holds: Holds::Text, required: false, headers }
}

const fn required(name: &'static str, headers: &'static [&'static str]) -> Field {
    Field { name, holds: Holds::Text, required: true, headers }
}

const fn date(name: &'static str, headers: &'static [&'static str]) -> Field {
    Field { name, holds: Holds::Date, required: false, headers }
}

const fn amount(name: &'static str, headers: &'static [&'static str]) -> Field {
    Field { name, holds: Holds::Amount, required: false, headers }
}

const STAGE: &[&str] = &[
    "stagename",
    "dealstage",
    "stage",
    "salesstage",
    "pipelinestage",
    "status",
    "pipelinestep",
    "dealpipelinestageid",
    "fase",
    "stadio",
    "stato",
    "stagenamelabel",
];

const DEALS: &[Field] = &[
    required(
        "id",
        &[
            "opportunityid",
            "dealid",
            "id",
            "recordid",
            "hsobjectid",
            "opportunityseq",
            "opportunitynumber",
            "dealnumber",
            "idopportunita",
            "donotmodifyopportunity",
            "donotmodifydeal",
            "codice",
            "key",
        ],
    ),
    text(
        "name",
        &[
            "opportunityname",
            "dealname",
            "propertydealname",
            "name",
            "topic",
            "title",
            "subject",
            "nomeopportunita",
            "nome",
            "titolo",
            "oggetto",
            "opportunity",
            "deal",
        ],
    ),
    text(
        "account",
        &[
            "accountid",
            "accountseq",
            "account",
            "accountname",
            "company",
            "companyname",
            "customer",
            "customername",
            "client",
            "organization",
            "organizationname",
            "organisation",
            "organisationname",
            "associatedcompany",
            "associatedcompanyprimary",
            "primaryassociatedcompany",
            "potentialcustomer",
            "azienda",
            "cliente",
        ],
    ),
    text(
        "owner",
        &[
            "owner",
            "ownername",
            "opportunityowner",
            "opportunityownername",
            "salesagent",
            "salesrep",
            "salesperson",
            "accountexecutive",
            "dealowner",
            "rep",
            "ownerid",
            "hubspotownerid",
            "proprietario",
            "venditore",
            "agente",
            "commerciale",
        ],
    ),
    text("product", &["product", "productname", "productid", "productseq", "product2id", "productc", "prodotto"]),
    amount(
        "amount",
        &[
            "acv",
            "annualcontractvalue",
            "amount",
            "propertyamount",
            "dealamount",
            "value",
            "dealvalue",
            "closevalue",
            "amountusd",
            "importo",
            "valore",
            "revenue",
            "estrevenue",
            "estimatedrevenue",
            "estimatedvalue",
            "expectedvalue",
            "ricavo",
        ],
    ),
    amount("one_off", &["oneoff", "onetime", "setupfee", "unatantum"]),
    text("currency", &["currencyisocode", "dealcurrencycode", "currency", "currencycode", "currencyofvalue", "valuta", "divisa"]),
    required("stage", STAGE),
    date(
        "created",
        &[
            "createddate",
            "createdate",
            "propertycreatedate",
            "opportunitycreatedon",
            "createdon",
            "created",
            "createdat",
            "createdtime",
            "addtime",
            "creationdate",
            "engagedate",
            "opendate",
            "datecreated",
            "datacreazione",
            "creatoil",
            "startdate",
        ],
    ),
    date(
        "close",
        &[
            "closedate",
            "propertyclosedate",
            "actualclosedate",
            "closedon",
            "dateclosed",
            "closingdate",
            "closedat",
            "closetime",
            "datachiusura",
            "chiusura",
        ],
    ),
    date(
        "expected_close",
        &[
            "expectedclosedate",
            "expectedclosingdate",
            "estimatedclosedate",
            "estclosedate",
            "chiusuraprevista",
            "datachiusuraprevista",
        ],
    ),
    text("type", &["dealtype", "opportunitytype", "type", "tipo"]),
    text("source", &["sourcefunction", "cylinder", "source", "generatedby", "fonte"]),
    text("sourced_by", &["sourcedby", "sourcerep", "bdr", "sdr"]),
    text("campaign", &["campaignid", "campaignseq", "campaign", "campaignname", "primarycampaignsource", "campagna"]),
    text("region", &["region", "salesregion", "regione"]),
    text("category", &["forecastcategoryname", "forecastcategory", "manualforecastcategory", "categoriaprevisione"]),
    Field {
        name: "term_months",
        holds: Holds::Count,
        required: false,
        headers: &["termmonths", "contractterm", "contracttermmonths", "term", "duratamesi"],
    },
    text("next_step", &["nextstep", "prossimopasso"]),
    date("next_step_day", &["nextstepdate", "nextstepday", "dataprossimopasso"]),
    text("lost_reason", &["lostreason", "lossreason", "closedlostreason", "reasonlost", "motivoperdita"]),
    text("deleted", &["isdeleted", "deleted"]),
];

const DEAL_HISTORY: &[Field] = &[
    required(
        "deal",
        &["opportunityid", "dealid", "opportunityseq", "opportunity", "deal", "company", "account", "idopportunita", "id"],
    ),
    Field {
        name: "at",
        holds: Holds::Date,
        required: true,
        headers: &[
            "fivetranstart",
            "validfrom",
            "effectivefrom",
            "effectivedate",
            "dateentered",
            "enteredat",
            "changedate",
            "changedat",
            "createddate",
            "date",
            "timestamp",
            "systemmodstamp",
            "lastmodifieddate",
            "data",
        ],
    },
    required("stage", &["stagename", "newstage", "tostage", "newvalue", "stage", "dealstage", "value", "fase", "stato"]),
    amount("amount", &["acv", "amount", "dealvalue", "importo", "valore"]),
    text("currency", &["currencyisocode", "currency", "valuta"]),
    date("close", &["closedate", "expectedclosedate", "datachiusura"]),
    text("category", &["forecastcategoryname", "forecastcategory"]),
    text("name", &["opportunityname", "dealname"]),
    text("deleted", &["isdeleted", "deleted"]),
];

const DEAL_LINES: &[Field] = &[
    required("deal", &["opportunityid", "dealid", "opportunityseq", "opportunity", "deal", "idopportunita"]),
    text("line", &["sortorder", "linenumber", "line", "riga"]),
    text("product", &["product2id", "productid", "productseq", "product", "productname", "name", "prodotto"]),
    Field {
        name: "amount",
        holds: Holds::Amount,
        required: true,
        headers: &["acv", "totalprice", "amount", "total", "value", "importo", "totale"],
    },
    amount("one_off", &["oneoff", "onetime", "unatantum"]),
    text("currency", &["currencyisocode", "currency", "valuta"]),
];

const ACCOUNTS: &[Field] = &[
    text("id", &["accountid", "id", "companyid", "customerid", "accountseq", "accountnumber", "codicecliente"]),
    required(
        "name",
        &[
            "accountname",
            "name",
            "propertyname",
            "account",
            "companyname",
            "company",
            "customer",
            "ragionesociale",
            "azienda",
            "cliente",
            "nome",
        ],
    ),
    text("region", &["region", "salesregion", "regione", "area"]),
    text("territory", &["territory", "territorio", "zona"]),
    text("country", &["country", "billingcountry", "propertycountry", "officelocation", "paese", "nazione"]),
    text("industry", &["industry", "propertyindustry", "sector", "settore", "industria"]),
    text("segment", &["segment", "segmento"]),
    Field {
        name: "employees",
        holds: Holds::Count,
        required: false,
        headers: &["numberofemployees", "employees", "employeecount", "dipendenti"],
    },
    text("parent", &["parentid", "parentaccount", "parent", "subsidiaryof", "capogruppo"]),
    text("owner", &["ownerid", "accountowner", "owner", "proprietario"]),
];

const PRODUCTS: &[Field] = &[
    text("id", &["productid", "product2id", "productseq", "id", "productcode", "sku", "codice"]),
    required("name", &["productname", "product", "name", "prodotto", "nome"]),
    text("family", &["family", "productfamily", "productcategory", "series", "category", "famiglia", "categoria"]),
    amount("list_price", &["listprice", "salesprice", "price", "unitprice", "prezzo", "prezzolistino"]),
];

const PEOPLE: &[Field] = &[
    text("id", &["userid", "ownerid", "systemuserseq", "id", "employeeid", "salesagentid", "matricola"]),
    required(
        "name",
        &[
            "name",
            "fullname",
            "salesagent",
            "salesowner",
            "salesrep",
            "owner",
            "employee",
            "person",
            "user",
            "nome",
            "nominativo",
        ],
    ),
    text("email", &["email", "mail", "emailaddress", "posta"]),
    text("manager", &["managerid", "manager", "reportsto", "supervisor", "responsabile", "capo"]),
    text("team", &["team", "teamname", "squadra", "gruppo", "department"]),
    text("region", &["region", "regionaloffice", "office", "regione", "sede"]),
    text("active", &["isactive", "active", "attivo"]),
];

const CAMPAIGNS: &[Field] = &[
    text("id", &["campaignid", "campaignseq", "id"]),
    required("name", &["campaignname", "name", "campaign", "campagna", "nome"]),
    text("tactic", &["tactic", "type", "campaigntype", "tattica", "tipo"]),
];

const TARGETS: &[Field] = &[
    required("period", &["period", "quarter", "fiscalquarter", "periodo", "trimestre"]),
    text("dimension", &["dimension", "dimensione", "by"]),
    text("key", &["key", "value", "row", "for", "valore", "voce"]),
    Field {
        name: "amount",
        holds: Holds::Amount,
        required: true,
        headers: &["target", "amount", "quota", "obiettivo", "importo"],
    },
    text("measure", &["measure", "misura", "metric"]),
];

const RATES: &[Field] = &[
    required("currency", &["currency", "currencyisocode", "isocode", "currencycode", "valuta"]),
    Field {
        name: "day",
        holds: Holds::Date,
        required: true,
        headers: &["day", "date", "startdate", "from", "validfrom", "data"],
    },
    Field {
        name: "rate",
        holds: Holds::Amount,
        required: true,
        headers: &["rate", "conversionrate", "exchangerate", "tasso", "cambio"],
    },
];

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

/// The kind as a profile writes it.
pub fn kind_name(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Deals => "deals",
        FileKind::DealHistory => "deal_history",
        FileKind::DealLines => "deal_lines",
        FileKind::Accounts => "accounts",
        FileKind::Products => "products",
        FileKind::People => "people",
        FileKind::Campaigns => "campaigns",
        FileKind::Targets => "targets",
        FileKind::Rates => "rates",
    }
}

/// A header, for comparison: lower case, letters and digits only, accents left off.
pub fn plain(header: &str) -> String {
    header
        .chars()
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
