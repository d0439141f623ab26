//! What the browser says while an import is under way.

use domain::format::Language;

type Text = &'static str;

super::group! {
    /// Its texts.
    Progress {
        label: Text, done_of: fn(&str, &str) -> String, begun: Text, lost_sight: Text,
    }
}

/// The texts in a language.
pub fn progress(language: Language) -> &'static Progress {
    match language {
        Language::En => &EN,
        Language::It => &IT,
    }
}

static EN: Progress = Progress {
    label: "Progress",
    done_of: |done, of| format!("{done} of {of} rows"),
    begun: "Begun",
    lost_sight: "The server does not answer at the moment. What is under way goes on there; this page keeps trying.",
};

static IT: Progress = Progress {
    label: "Avanzamento",
    done_of: |done, of| format!("{done} righe di {of}"),
    begun: "Iniziata",
    lost_sight: "In questo momento il server non risponde. Ciò che è in corso continua là; questa pagina riprova.",
};
