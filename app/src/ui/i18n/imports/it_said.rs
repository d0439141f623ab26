//! What the importer says, in Italian: each reason, refusal and question there is. (In English they say it themselves.)

use super::it::TEXTS;
use contract::import::{
    Asks, DateDoubt, DateOrder, DecimalMark, Foreign, Found, Peril, Question, Reason, Refusal, Separator, Thing, Why, Written,
};
use domain::format::Language;

/// The thing with its article.
fn no(thing: Thing) -> &'static str {
    match thing {
        Thing::Person => "Nessuna persona",
        Thing::Account => "Nessun cliente",
        Thing::Product => "Nessun prodotto",
        Thing::Campaign => "Nessuna campagna",
    }
}

fn several(thing: Thing) -> &'static str {
    match thing {
        Thing::Person => "Più persone",
        Thing::Account => "Più clienti",
        Thing::Product => "Più prodotti",
        Thing::Campaign => "Più campagne",
    }
}

/// Why a row was repaired, left out or kept.
pub fn reason(reason: &Reason) -> String {
    let fixed = match reason {
        Reason::Width { values, columns } => {
            return format!(
                "La riga ha {values} valori, l’intestazione {columns}. Cerca un valore mancante, o un separatore dentro un testo senza virgolette."
            );
        }
        Reason::SameRow { line } => return format!("La stessa riga sta già alla riga {line}: presa una volta sola."),
        Reason::SameKey { line } => {
            return format!("La riga {line} ha la stessa chiave con altro contenuto, e resta. Decidi quale è quella giusta.");
        }
        Reason::TooLong { most } => return format!("Supera i {most} caratteri: troncato lì."),
        Reason::IdTooLong { most } => return format!("Supera i {most} caratteri: nessun id è così lungo."),
        Reason::Rounded { currency } => return format!("Ha più decimali di quanti ne abbia {currency}: arrotondato."),
        Reason::TwoCurrencies { one, other } => {
            return format!("Due valute in una trattativa: {one} e {other}. Una trattativa ne ha una.");
        }
        Reason::Several { thing } => {
            return format!("{} con questo nome: lasciato «(nessuno)». Indica invece l’id.", several(*thing));
        }
        Reason::Unknown { thing } => return format!("{} con questo nome o id: lasciato «(nessuno)».", no(*thing)),
        Reason::Similar { thing, name } => {
            return format!(
                "{} con questo nome: lasciato «(nessuno)». Si tratta di «{name}»? Allora sostituisci il valore nella mappatura.",
                no(*thing)
            );
        }
        Reason::Added { thing: Thing::Person | Thing::Campaign } => "Nessuna con questo nome era nota: aggiunta.",
        Reason::Added { thing: Thing::Account | Thing::Product } => "Nessuno con questo nome era noto: aggiunto.",
        Reason::ManagerCircle { people } => return format!("I responsabili girano in tondo: {people}."),
        Reason::TeamElsewhere { team, region } => {
            return format!("Una riga precedente mette la squadra «{team}» in «{region}»: resta quella.");
        }
        Reason::TooManyLines { most } => return format!("Una trattativa ha al massimo {most} righe di prodotto."),
        Reason::Formula => "Sembra una formula: tenuta come testo, e resa innocua in ogni esportazione.",
        Reason::NotText => "Contiene un carattere che non è testo. Scrivilo di nuovo.",
        Reason::NameMissing => "Manca il nome.",
        Reason::IdMissing => "Manca l’id della trattativa.",
        Reason::StageMissing => "Manca la fase.",
        Reason::StageUnmapped => "Questa fase non è mappata. Indica quale fase vostra è.",
        Reason::NoAmount => "Non è un importo. Scrivi solo cifre.",
        Reason::AmountTooLarge => "L’importo è troppo grande per essere vero.",
        Reason::AmountNegative => {
            "Solo una riduzione può avere un importo negativo. Dai quel tipo alla trattativa, o correggi l’importo."
        }
        Reason::NoListPrice => "Non è un importo: lasciato senza prezzo di listino.",
        Reason::NoEmployees => "Non è un numero intero: lasciato senza segmento.",
        Reason::NoDate => "Non è un giorno del calendario, o è scritto in un ordine diverso dalle altre date della colonna.",
        Reason::DateBeyond => "Il giorno è fuori dagli anni dal 1970 al 2199.",
        Reason::NoCurrency => "Non è una valuta. Scrivi il suo codice ISO 4217, per esempio EUR.",
        Reason::NoCategory => "Non è una categoria di previsione: vale quella della fase.",
        Reason::NoType => "Non è un tipo di trattativa conosciuto: presa come nuova.",
        Reason::NoSource => "Non è né AE, né BDR, SDR, ECS, Cloud Sales o Partner: lasciato «(nessuno)».",
        Reason::NoTerm => "Non è un numero di mesi da 1 a 1.200: tralasciato.",
        Reason::ParentCircle => "Le capogruppo girano in tondo: lasciato senza capogruppo.",
        Reason::RateIncomplete => "Un cambio vuole una valuta, un giorno e un numero sopra zero.",
        Reason::NoNumber => "Non è un numero. Scrivi solo cifre.",
        Reason::NoQuarter => "Non è un trimestre. Scrivilo come FY27-Q4.",
        Reason::NoMeasure => "Non è una misura con obiettivi. Scrivi acv o generation.",
        Reason::NoDimension => {
            "Non è una dimensione della matrice. Scrivine una come product, region o owner, o nulla per tutta l’azienda."
        }
        Reason::KeyUnknown => "Non è noto, o non è il solo con questo nome.",
        Reason::ClosedAsExpected => "La trattativa è chiusa e nessuna colonna dice quando: presa come chiusa il giorno previsto.",
        Reason::CloseMissing => "La trattativa è chiusa senza data: si chiude ora, e non conta in alcun periodo precedente.",
        Reason::CreatedAhead => "La trattativa è stata creata nel futuro: la sua storia comincia ora.",
        Reason::CreatedMissing => "Manca la data di creazione: la storia della trattativa comincia il giorno dell’importazione.",
        Reason::CreatedAfterClose => {
            "La trattativa si è chiusa prima di essere creata: presa come creata il giorno in cui si è chiusa."
        }
        Reason::StepUndated => "Manca la data del passo.",
        Reason::StepAhead => "Il passo è nel futuro: ha effetto ora.",
        Reason::SameStep => "Lo stesso passo sta già in una riga precedente: preso una volta sola.",
        Reason::DeletedThere => "La trattativa è eliminata nel sistema da cui viene: tralasciata.",
        Reason::DeletedHere => "La trattativa è eliminata qui. Prima ripristinala.",
        Reason::NoDeal => "Nessuna trattativa con questo id è nota qui o sta nei file di questa importazione.",
        Reason::EditedSince => {
            "Qualcuno l’ha modificato qui dopo l’ultima importazione. Decidi quale è giusto, o stabilisci nelle regole come finiscono questi conflitti."
        }
        Reason::EditKept => "Qualcuno l’ha modificato qui dopo l’ultima importazione: resta così.",
        Reason::ChangedSince { .. } => "La trattativa è stata modificata dopo l’importazione, quindi resta com’è.",
        Reason::Unfit => "La trattativa non può essere così: correggi questo valore.",
        Reason::Unlisted => "Da qui in poi i riscontri sono contati ma non elencati.",
    };
    fixed.to_owned()
}

/// Why a file, a mapping or a step is refused.
pub fn refusal(refusal: &Refusal) -> String {
    let why = why(&refusal.why);
    refusal.file.as_ref().map_or_else(|| why.clone(), |file| format!("«{file}»: {why}"))
}

fn why(why: &Why) -> String {
    let fixed = match why {
        Why::Foreign { format } => return format!("Non è un file CSV ma {}.", foreign(*format)),
        Why::Encoding { line } => {
            return format!(
                "La codifica è guasta: la riga {line} non è UTF-8 né si accorda con il resto del file. Salvalo di nuovo in UTF-8."
            );
        }
        Why::RowTooLong { line } => return format!("La riga {line} supera 1 MiB."),
        Why::QuoteOpen { line } => {
            return format!(
                "La riga che comincia alla riga {line} supera 1 MiB: probabilmente una virgoletta non viene mai chiusa."
            );
        }
        Why::ColumnTwice { column } => return format!("La colonna «{column}» compare due volte. Rinominane una."),
        Why::SheetDamaged { sheet } => return format!("Il foglio «{sheet}» è danneggiato."),
        Why::UnknownColumn { column } => return format!("Il file non ha una colonna «{column}»."),
        Why::UnknownField { field, kind } => return format!("«{field}» non è un campo di: {}.", (TEXTS.kinds)(*kind)),
        Why::StageTwoWays { stage } => {
            return format!("La fase «{stage}» è descritta in due modi. Descrivila allo stesso modo ovunque.");
        }
        Why::StageUnfit { stage } => {
            return format!(
                "La fase «{stage}» non si accorda con il processo: una vinta è Chiusa e in pipeline, una persa è Esclusa e non lo è, una aperta non è mai Chiusa, e dopo la prima fase in pipeline vi sono tutte quelle aperte."
            );
        }
        Why::EntryNotOpen { stage } => {
            return format!("La fase «{stage}», a cui cominciano le trattative chiuse, non è una fase aperta.");
        }
        Why::UploadTooLarge { mebibytes } => {
            return format!("Un caricamento può avere {mebibytes} MiB. Per di più usa il comando motore import.");
        }
        Why::NoFile => "Scegli almeno un file.",
        Why::SameName => "Due file hanno questo nome. Rinominane uno.",
        Why::BrokenOff => "Il caricamento si è interrotto. Carica di nuovo i file.",
        Why::Unreadable => "Il file non si può leggere.",
        Why::Empty => "Il file è vuoto.",
        Why::NoRows => "Il file ha un’intestazione e nessuna riga.",
        Why::NoTable => "Non è una tabella: né virgole, né punti e virgola, tabulazioni o barre separano colonne.",
        Why::NotText => "Non è un file CSV: contiene byte che nessun testo ha.",
        Why::BookTooLarge => "Le cartelle oltre 256 MiB non si leggono. Salva il foglio in CSV.",
        Why::NoBook => "Non è una cartella di lavoro leggibile (XLSX).",
        Why::EmptyBook => "La cartella di lavoro è vuota.",
        Why::UnknownFile => "La mappatura parla di questo file, che non è nell’importazione.",
        Why::ProcessIncomplete => "Al processo servono una fase aperta in pipeline, una vinta e una persa.",
        Why::NoCompany => "Prima imposta l’azienda.",
        Why::Busy => "Questa importazione è occupata. Aspetta che abbia finito.",
        Why::Published => "Questa importazione è stata pubblicata: si può annullare.",
        Why::Undone => "Questa importazione è stata annullata. Carica di nuovo i file per importarli.",
        Why::Unchecked => "Prima verifica questa importazione: nulla si pubblica senza una prova.",
        Why::NotNow => "A questo punto dell’importazione non si può fare.",
        Why::Interrupted => "È stata interrotta. Nulla è stato pubblicato: verificala di nuovo.",
        Why::KeptChanging => "Altri hanno continuato a cambiare le stesse cose. Riprova.",
    };
    fixed.to_owned()
}

fn foreign(format: Foreign) -> &'static str {
    match format {
        Foreign::Pdf => "un documento PDF",
        Foreign::Picture => "un’immagine",
        Foreign::Zip => "un archivio ZIP. Prima estrai i file; una cartella di lavoro deve chiamarsi .xlsx",
        Foreign::Gzip => "un file compresso. Prima decomprimilo",
        Foreign::OldExcel => "una vecchia cartella Excel. Salvala come .xlsx o CSV",
        Foreign::Database => "una base di dati",
        Foreign::Html => "HTML o XML",
        Foreign::Json => "JSON",
    }
}

/// What is asked.
pub fn question(question: &Question) -> String {
    let column = question.column.as_deref().unwrap_or_default();
    match &question.asks {
        Asks::Workspace => "Prima imposta l’azienda: valuta, fuso orario e anno fiscale.".into(),
        Asks::Kind => "Che cosa sono le righe di questo file?".into(),
        Asks::Column { field, .. } => format!("Quale colonna contiene «{}»?", (TEXTS.field)(field).unwrap_or(field)),
        Asks::DateOrder { doubt, .. } => format!("In quale ordine sono scritte le date di «{column}»? {}.", doubtful(doubt)),
        Asks::Number { examples, .. } => format!(
            "Come sono scritti i numeri di «{column}»? {} si può leggere con il punto o con la virgola decimale.",
            quoted(examples)
        ),
        Asks::Stage { value, rows } => format!(
            "Che cos’è la fase «{value}» ({}): quale fase vostra, aperta, vinta o persa, quale categoria, ed è in pipeline?",
            (TEXTS.rows)(*rows)
        ),
        Asks::OwnStage { value, rows } => {
            format!("Quale fase vostra è «{value}» ({})? Il processo di vendita resta com’è.", (TEXTS.rows)(*rows))
        }
        Asks::Contradiction { value } => format!(
            "La fase per «{value}» si contraddice: una vinta è Chiusa e in pipeline, una persa è Esclusa e non lo è, una aperta non è mai Chiusa."
        ),
        Asks::Entry => "Quale fase aperta è la prima che conta come pipeline?".into(),
    }
}

/// What to know before publishing.
pub fn peril(peril: &Peril) -> String {
    match peril {
        Peril::NoRate { currency, home, from, rows } => format!(
            "{} in {currency}, e per il {} non è noto alcun cambio: gli importi restano fuori dai totali. Inserisci quanto vale un {currency} in {home} da quel giorno, o importa un file di cambi.",
            (TEXTS.rows)(*rows),
            Language::It.day(*from)
        ),
        Peril::ProcessReplaced { before, after } => format!(
            "Il processo di vendita viene sostituito dalle fasi dei file. Ora è: {}. Poi: {}. Annullando l’importazione torna quello di prima.",
            before.join(", "),
            after.join(", ")
        ),
    }
}

/// What a column was found to hold.
pub fn found(found: &Found) -> String {
    match found {
        Found::Empty => "vuota".into(),
        Found::Dates { order: Some(order) } => format!("date, scritte {}", parts(*order)),
        Found::Dates { order: None } => "date, scritte anno-mese-giorno o con il nome del mese".into(),
        Found::DatesInDoubt { doubt } => format!("date. {}", doubtful(doubt)),
        Found::Numbers { decimal: Some(DecimalMark::Point) } => "numeri, con il punto decimale".into(),
        Found::Numbers { decimal: Some(DecimalMark::Comma) } => "numeri, con la virgola decimale".into(),
        Found::Numbers { decimal: None } => "numeri interi".into(),
        Found::NumbersInDoubt { examples } => format!("numeri. {} si può leggere in due modi", quoted(examples)),
    }
}

/// How a file is written.
pub fn written(written: &Written) -> String {
    match written {
        Written::Sheet => "un foglio di una cartella di lavoro".into(),
        Written::Text { encoding, separator } => {
            let by = match separator {
                Separator::Comma => "virgole",
                Separator::Semicolon => "punti e virgola",
                Separator::Tab => "tabulazioni",
                Separator::Bar => "barre",
            };
            format!("{encoding}, separato da {by}")
        }
    }
}

fn doubtful(doubt: &DateDoubt) -> String {
    match doubt {
        DateDoubt::Either { example } => format!("«{example}» e ogni altro valore si possono leggere in più modi"),
        DateDoubt::Neither { against } => {
            let told: Vec<_> = against.iter().map(|one| format!("«{}» non è {}", one.value, parts(one.order))).collect();
            format!("I valori si contraddicono: {}", told.join(", "))
        }
    }
}

fn parts(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Ymd => "anno/mese/giorno",
        DateOrder::Mdy => "mese/giorno/anno",
        DateOrder::Dmy => "giorno/mese/anno",
    }
}

fn quoted(values: &[String]) -> String {
    values.iter().map(|value| format!("«{value}»")).collect::<Vec<_>>().join(" e ")
}
