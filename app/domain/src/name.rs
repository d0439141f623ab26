//! Names and addresses as they are compared: what is written differently and means the same becomes the same. Pure text, so
//! that both databases find the same.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest name of an account, contact or product.
pub const LONGEST: usize = 200;

/// Legal forms, as [`plain`] writes them, and what stands beside them. They end a company's name, some begin it.
const LEGAL_FORMS: &[&str] = &[
    "ab",
    "ag",
    "aps",
    "as",
    "asa",
    "bv",
    "bvba",
    "co",
    "company",
    "corp",
    "corporation",
    "cv",
    "dd",
    "doo",
    "eg",
    "ek",
    "eurl",
    "ev",
    "gbr",
    "gesmbh",
    "ggmbh",
    "gmbh",
    "holding",
    "holdings",
    "inc",
    "incorporated",
    "kft",
    "kg",
    "kgaa",
    "kk",
    "lda",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "ltda",
    "mbh",
    "nv",
    "ohg",
    "oy",
    "oyj",
    "plc",
    "pte",
    "pty",
    "pvt",
    "sa",
    "sab",
    "sapa",
    "sarl",
    "sas",
    "sasu",
    "sca",
    "scarl",
    "scpa",
    "se",
    "slu",
    "sl",
    "snc",
    "spa",
    "spzoo",
    "srl",
    "srls",
    "sro",
    "ug",
    "zoo",
];

/// Words that join, and say nothing about which company it is.
const JOINING: &[&str] = &["and", "und", "et", "e", "y"];

/// Mail providers whose domain says nothing about where somebody works.
const FREE_MAIL: &[&str] = &[
    "aol.com",
    "alice.it",
    "fastmail.com",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "hotmail.com",
    "hotmail.de",
    "hotmail.fr",
    "hotmail.it",
    "icloud.com",
    "laposte.net",
    "libero.it",
    "live.com",
    "live.it",
    "mail.com",
    "mail.ru",
    "mac.com",
    "me.com",
    "msn.com",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "outlook.it",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "t-online.de",
    "tim.it",
    "tiscali.it",
    "virgilio.it",
    "web.de",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "yahoo.fr",
    "yahoo.it",
    "yandex.com",
    "yandex.ru",
    "163.com",
    "126.com",
];

/// A name without case, accents and punctuation, its words with one space between them. What it gives stays as it is when
/// given again.
pub fn plain(name: &str) -> String {
    let mut letters = String::with_capacity(name.len());
    for letter in name.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        match letter {
            'ß' => letters.push_str("ss"),
            'æ' => letters.push_str("ae"),
            'œ' => letters.push_str("oe"),
            'ø' => letters.push('o'),
            'ł' => letters.push('l'),
            'đ' | 'ð' => letters.push('d'),
            'þ' => letters.push_str("th"),
            'ı' => letters.push('i'),
            // "O'Neil" is one word, and so are "S.p.A." and "A/S".
            '\'' | '’' | '‘' | '`' | '´' => {}
            '.' | '/' => letters.push('.'),
            letter if letter.is_alphanumeric() => letters.push(letter),
            _ => letters.push(' '),
        }
    }
    let mut plain = String::with_capacity(letters.len());
    for part in letters.nfkd().filter(|letter| !is_combining_mark(*letter)).collect::<String>().split(' ') {
        let pieces: Vec<&str> = part.split('.').filter(|piece| !piece.is_empty()).collect();
        let initials = pieces.len() > 1 && pieces.iter().all(|piece| piece.chars().count() == 1);
        let between = if initials { "" } else { " " };
        if !pieces.is_empty() && !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(&pieces.join(between));
    }
    plain
}

/// A company's name as it is compared: [`plain`], without its legal form. A name that is nothing else stays.
pub fn company(name: &str) -> String {
    let plain = plain(name);
    let words: Vec<&str> = plain.split(' ').collect();
    let says = |word: &&str| !LEGAL_FORMS.contains(word) && !JOINING.contains(word);
    let (Some(first), Some(last)) = (words.iter().position(says), words.iter().rposition(says)) else { return plain };
    let kept: Vec<&str> = words[first..=last].iter().copied().filter(|word| !JOINING.contains(word)).collect();
    kept.join(" ")
}

/// The host that a web address is of, without `www.`: nothing if it is none.
pub fn domain(website: &str) -> Option<String> {
    let text = website.trim().to_lowercase();
    let rest = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    is_host(host).then(|| host.to_owned())
}

/// The domain of a mail address, if it says where somebody works: not that of a provider everybody has mail at.
pub fn domain_of_mail(email: &str) -> Option<String> {
    let host = mail(email)?.rsplit_once('@')?.1.to_owned();
    (!FREE_MAIL.contains(&host.as_str())).then_some(host)
}

/// A mail address as it is kept and compared; nothing if it is none.
pub fn mail(email: &str) -> Option<String> {
    let text = email.trim().to_lowercase();
    let (local, host) = text.rsplit_once('@')?;
    let fits = !local.is_empty() && text.len() <= 254 && !text.contains(char::is_whitespace) && !local.contains('@');
    (fits && is_host(host)).then_some(text)
}

/// A phone number as it is kept: nothing if it has other signs than phone numbers have, or hardly a digit.
pub fn phone(number: &str) -> Option<String> {
    let text = number.split_whitespace().collect::<Vec<_>>().join(" ");
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let fits = text.chars().all(|letter| letter.is_ascii_digit() || " +-()./x".contains(letter));
    (fits && (3..=20).contains(&digits)).then_some(text)
}

/// Whether it is two names or more with dots between them.
fn is_host(host: &str) -> bool {
    let part = |part: &str| {
        let fits = part.chars().all(|letter| letter.is_alphanumeric() || letter == '-');
        !part.is_empty() && part.len() <= 63 && fits && !part.starts_with('-') && !part.ends_with('-')
    };
    host.len() <= 253 && host.contains('.') && host.split('.').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_means_the_same_is_the_same() {
        for (one, other) in [
            ("Müller GmbH", "MULLER"),
            ("Müller GmbH & Co. KG", "Muller"),
            ("Ferrero S.p.A.", "ferrero spa"),
            ("Acme, Inc.", "ACME Incorporated"),
            ("Acme Holdings Ltd.", "acme"),
            ("O’Neil & Sons Ltd", "ONeil and Sons"),
            ("AB Volvo", "Volvo"),
            ("  Groß   Bräu AG", "gross brau"),
            ("Sørensen A/S", "Sorensen"),
            ("Straße 7", "STRASSE 7"),
        ] {
            assert_eq!(company(one), company(other), "{one} and {other}");
        }
    }

    #[test]
    fn what_does_not_stays_apart() {
        assert_ne!(company("Acme Germany GmbH"), company("Acme Italy S.r.l."));
        assert_ne!(company("Spar AG"), company("Spa AG"));
        assert_eq!(company("SAS"), "sas", "a name that is a legal form is a name");
        assert_eq!(company(""), "");
        assert_eq!(plain("Amazon.com"), "amazon com");
    }

    #[test]
    fn addresses_are_read_as_people_write_them() {
        assert_eq!(domain("https://www.Acme.example/en?x=1"), Some("acme.example".into()));
        assert_eq!(domain("acme.example:8080"), Some("acme.example".into()));
        assert_eq!(domain("acme"), None);
        assert_eq!(domain("java script"), None);
        assert_eq!(domain_of_mail("Ada@Acme.example"), Some("acme.example".into()));
        assert_eq!(domain_of_mail("ada@gmail.com"), None);
        assert_eq!(mail(" Ada.Rossi@Acme.Example "), Some("ada.rossi@acme.example".into()));
        assert_eq!(mail("ada@acme"), None);
        assert_eq!(mail("ada rossi@acme.example"), None);
        assert_eq!(phone(" +39  02 1234-567 "), Some("+39 02 1234-567".into()));
        assert_eq!(phone("call me"), None);
        assert_eq!(phone("12"), None);
    }

    proptest! {
        #[test]
        fn once_is_enough(name in "\\PC{0,40}") {
            let once = plain(&name);
            prop_assert_eq!(plain(&once), once.clone());
            prop_assert!(!once.starts_with(' ') && !once.ends_with(' ') && !once.contains("  "));
        }

        #[test]
        fn case_and_space_do_not_matter(words in prop::collection::vec("[a-zA-Zàéüß]{1,8}", 1..4), form in prop::sample::select(LEGAL_FORMS)) {
            let name = words.join(" ");
            let shouted = format!("  {} {}", words.join("   ").to_uppercase(), form.to_uppercase());
            prop_assume!(words.iter().any(|word| !LEGAL_FORMS.contains(&plain(word).as_str()) && !JOINING.contains(&plain(word).as_str())));
            prop_assert_eq!(company(&name), company(&shouted));
        }

        #[test]
        fn a_host_is_read_out_of_any_address(host in "[a-z]{1,10}\\.[a-z]{2,4}", path in "[a-z/]{0,10}") {
            prop_assert_eq!(domain(&format!("https://www.{host}/{path}")), Some(host.clone()));
            prop_assert_eq!(domain(&host), Some(host));
        }
    }
}
