//! A first look at a file: is it delimited text, in what encoding, separated by what? A file that is not is refused whole,
//! before anything of it is kept.

use contract::import::{Foreign, Separator, Why};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// The longest row that is read: one without an end would otherwise fill the memory.
pub const LONGEST_ROW: usize = 1 << 20;

/// How the characters of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextEncoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// Windows-1252: assumed where a file without a mark is not UTF-8, and stated.
    Windows1252,
}

impl TextEncoding {
    /// The decoder.
    pub fn decoder(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        }
    }

    /// Its name, for people.
    pub fn name(self) -> &'static str {
        self.decoder().name()
    }
}

/// How a file is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Format {
    /// Its encoding.
    pub encoding: TextEncoding,
    /// What separates its columns.
    pub delimiter: u8,
    /// How many rows stand above the header: titles, dates of an export.
    #[serde(default)]
    pub above: usize,
}

impl Format {
    /// What separates its columns, by name.
    pub fn separator(self) -> Separator {
        match self.delimiter {
            b';' => Separator::Semicolon,
            b'\t' => Separator::Tab,
            b'|' => Separator::Bar,
            _ => Separator::Comma,
        }
    }
}

/// Looks through the whole file, or says why it is refused.
pub fn scan(path: &Path) -> Result<Format, Why> {
    let mut head = Vec::new();
    let open = || File::open(path).map_err(|error| unreadable(&error));
    open()?.take(64 * 1024).read_to_end(&mut head).map_err(|error| unreadable(&error))?;
    let encoding = match head.as_slice() {
        [] => return Err(Why::Empty),
        [0xff, 0xfe, ..] => TextEncoding::Utf16Le,
        [0xfe, 0xff, ..] => TextEncoding::Utf16Be,
        _ => {
            refuse_known_formats(&head)?;
            encoding_of(open()?, head.starts_with(&[0xef, 0xbb, 0xbf]))?
        }
    };
    let mut text = String::new();
    let (decoded, _, _) = encoding.decoder().decode(&head);
    text.push_str(&decoded);
    let whole = head.len() < 64 * 1024;
    let delimiter = sniff(&text, whole).ok_or(Why::NoTable)?;
    refuse_long_rows(super::read::decoded(open()?, encoding), delimiter)?;
    find_header(path, Format { encoding, delimiter, above: 0 })
}

/// How many of the first rows are looked at for the header.
const FIRST_ROWS: usize = 30;

/// The same format, with the rows above the header counted: those that fill at most half as many columns as the widest of
/// the first rows, as a title does.
pub fn find_header(path: &Path, format: Format) -> Result<Format, Why> {
    let mut rows = super::read::Rows::open(path, format)?;
    let filled = |values: &mut dyn Iterator<Item = &str>| values.filter(|value| !value.trim().is_empty()).count();
    let mut counts = vec![filled(&mut rows.header().iter().map(String::as_str))];
    while counts.len() < FIRST_ROWS
        && let Some(row) = rows.next_row()?
    {
        counts.push(filled(&mut row.record.iter()));
    }
    let widest = counts.iter().copied().max().unwrap_or(0);
    let header = if widest < 3 { Some(0) } else { counts.iter().position(|filled| filled * 2 > widest) };
    Ok(Format { above: header.unwrap_or(0), ..format })
}

fn refuse_known_formats(head: &[u8]) -> Result<(), Why> {
    let known: [(&[u8], Foreign); 10] = [
        (b"%PDF", Foreign::Pdf),
        (b"\x89PNG", Foreign::Picture),
        (b"\xff\xd8\xff", Foreign::Picture),
        (b"GIF8", Foreign::Picture),
        (b"PK\x03\x04", Foreign::Zip),
        (b"\x1f\x8b", Foreign::Gzip),
        (b"\xd0\xcf\x11\xe0", Foreign::OldExcel),
        (b"SQLite format 3", Foreign::Database),
        (b"<", Foreign::Html),
        (b"{", Foreign::Json),
    ];
    let start = head.trim_ascii_start();
    let start = start.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(start);
    match known.iter().find(|(magic, _)| start.starts_with(magic)) {
        Some((_, format)) => Err(Why::Foreign { format: *format }),
        None => Ok(()),
    }
}

/// UTF-8 if all of it is; Windows-1252 if nothing beyond ASCII is UTF-8; neither is refused with its line.
fn encoding_of(mut file: impl Read, marked: bool) -> Result<TextEncoding, Why> {
    let mut buffer = vec![0; 256 * 1024];
    let (mut kept, mut line) = (0, 1_u64);
    let (mut multibyte, mut foreign) = (false, None);
    loop {
        let read = file.read(&mut buffer[kept..]).map_err(|error| unreadable(&error))?;
        let end = kept + read;
        let mut rest = &buffer[..end];
        if rest.contains(&0) {
            return Err(Why::NotText);
        }
        kept = 0;
        while !rest.is_empty() {
            let (valid, bad) = match std::str::from_utf8(rest) {
                Ok(_) => (rest.len(), 0),
                Err(error) => (error.valid_up_to(), error.error_len().unwrap_or(0)),
            };
            multibyte |= rest[..valid].iter().any(|b| *b >= 0x80) && !(marked && line == 1 && valid <= 3);
            line += rest[..valid].iter().filter(|b| **b == b'\n').count() as u64;
            rest = &rest[valid..];
            if rest.is_empty() {
                break;
            }
            // A character cut off by the buffer's end is looked at again with the next part.
            if bad == 0 && read > 0 {
                kept = rest.len();
                break;
            }
            let undefined = matches!(rest[0], 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
            foreign.get_or_insert((line, undefined));
            if undefined {
                foreign = Some((line, true));
            }
            rest = &rest[bad.max(1).min(rest.len())..];
        }
        if let Some((line, undefined)) = foreign
            && (marked || multibyte || undefined)
        {
            return Err(Why::Encoding { line });
        }
        if read == 0 {
            return Ok(if foreign.is_some() { TextEncoding::Windows1252 } else { TextEncoding::Utf8 });
        }
        if kept > 0 {
            buffer.copy_within(end - kept..end, 0);
        }
    }
}

/// The delimiter by which most of the first lines have as many columns as the header has, and more than one.
fn sniff(text: &str, whole: bool) -> Option<u8> {
    let text = text.trim_start_matches('\u{feff}');
    let mut best: Option<(usize, usize, u8)> = None;
    for delimiter in [b',', b';', b'\t', b'|'] {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut counts = reader.records().take(200).map_while(Result::ok).map(|record| record.len()).collect::<Vec<_>>();
        if !whole && counts.len() > 1 {
            counts.pop();
        }
        // A table may stand below a title: what counts is how wide most lines are.
        let alike = |columns: usize| counts.iter().filter(|count| **count == columns).count();
        let Some(&columns) = counts.iter().max_by_key(|columns| alike(**columns)) else { continue };
        let alike = alike(columns);
        // Lines that mostly disagree with each other are prose, not rows.
        if columns > 1 && alike * 2 > counts.len() {
            let better = best.is_none_or(|(most, wide, _)| (alike, columns) > (most, wide));
            if better {
                best = Some((alike, columns, delimiter));
            }
        }
    }
    match best {
        Some((_, _, delimiter)) => Some(delimiter),
        // One column is a list, as long as it does not read like prose.
        None => {
            let lines: Vec<&str> = text.lines().take(200).collect();
            let short = lines.iter().all(|line| line.len() <= 200 && !line.contains(['\t', ';', '|']) && !line.contains(", "));
            (lines.len() > 1 && short).then_some(b',')
        }
    }
}

/// Walks over the rows as the CSV reader will, and refuses one over the limit before that reader would take it up.
fn refuse_long_rows(mut text: impl Read, delimiter: u8) -> Result<(), Why> {
    let mut buffer = vec![0; 256 * 1024];
    let (mut line, mut started, mut length) = (1_u64, 1_u64, 0_usize);
    let (mut quoted, mut at_start, mut maybe_end) = (false, true, false);
    loop {
        let read = text.read(&mut buffer).map_err(|error| unreadable(&error))?;
        if read == 0 {
            return Ok(());
        }
        for &byte in &buffer[..read] {
            length += 1;
            line += u64::from(byte == b'\n');
            if quoted {
                if maybe_end {
                    maybe_end = false;
                    if byte == b'"' {
                        continue;
                    }
                    quoted = false;
                } else {
                    maybe_end = byte == b'"';
                    if length <= LONGEST_ROW {
                        continue;
                    }
                }
            }
            if length > LONGEST_ROW {
                return Err(if quoted { Why::QuoteOpen { line: started } } else { Why::RowTooLong { line: started } });
            }
            match byte {
                b'\n' => {
                    (started, length, at_start) = (line, 0, true);
                }
                b'"' if at_start => (quoted, at_start) = (true, false),
                _ => at_start = byte == delimiter,
            }
        }
    }
}

/// A file that cannot be read: what the machine says of it goes to the log.
pub fn unreadable(error: &dyn std::error::Error) -> Why {
    tracing::warn!(%error, "a file of an import cannot be read");
    Why::Unreadable
}

/// Opens a file for a scan or a pass, with a buffer.
pub fn buffered(path: &Path) -> std::io::Result<BufReader<File>> {
    Ok(BufReader::with_capacity(256 * 1024, File::open(path)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn scanned(bytes: &[u8]) -> Result<Format, Why> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        scan(file.path())
    }

    #[test]
    fn finds_encoding_and_delimiter() {
        use TextEncoding::{Utf8, Utf16Be, Utf16Le, Windows1252};
        let wide = |text: &str, be: bool| {
            std::iter::once(0xfeff)
                .chain(text.encode_utf16())
                .flat_map(|u| if be { u.to_be_bytes() } else { u.to_le_bytes() })
                .collect::<Vec<u8>>()
        };
        for (bytes, encoding, delimiter) in [
            (b"a,b\n1,2\n".to_vec(), Utf8, b','),
            (b"\xef\xbb\xbfId,Name\r\n1,\"x, y\"\r\n".to_vec(), Utf8, b','),
            (b"a;b\n1,5;2\n2,5;3\n".to_vec(), Utf8, b';'),
            (b"a\tb\n1\t2\n".to_vec(), Utf8, b'\t'),
            (b"a|b\n1|2\n".to_vec(), Utf8, b'|'),
            ("name,city\nMüller,Forlì\n".as_bytes().to_vec(), Utf8, b','),
            (b"name,city\nM\xfcller,Forl\xec\n".to_vec(), Windows1252, b','),
            (wide("name,città\n1,2\n", false), Utf16Le, b','),
            (wide("name;città\n1;2\n", true), Utf16Be, b';'),
        ] {
            assert_eq!(scanned(&bytes), Ok(Format { encoding, delimiter, above: 0 }), "{}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn refuses_what_is_no_table() {
        for (bytes, word) in [
            (b"".to_vec(), "empty"),
            (b"\x89PNG\r\n\x1a\n".to_vec(), "picture"),
            (b"%PDF-1.7".to_vec(), "PDF"),
            (b"PK\x03\x04rest".to_vec(), "ZIP"),
            (b"{\"a\": 1}".to_vec(), "JSON"),
            (b"<!DOCTYPE html><html>".to_vec(), "HTML"),
            (b"a,b\n1,\x00\n".to_vec(), "bytes"),
            (b"Dear Sir, thank you, and so on.\nWe met.\nYours, as ever, but late, alas\nMe\n".to_vec(), "not a table"),
            ("a,b\nFor\u{ec},1\n".bytes().chain(*b"M\xfcller,2\n").collect(), "encoding"),
            (b"a,b\n\x81,2\n".to_vec(), "encoding"),
            ([b"a,b\n1,".as_slice(), &vec![b'x'; LONGEST_ROW + 1]].concat(), "longer than 1 MiB"),
            ([b"a,b\n1,\"".as_slice(), &b"open\n".repeat(LONGEST_ROW / 4)].concat(), "never closed"),
        ] {
            let why = scanned(&bytes).unwrap_err().to_string();
            assert!(why.contains(word), "{why}");
        }
    }

    #[test]
    fn a_line_without_end_is_refused_after_a_mebibyte() {
        // Two gigabytes of one line, on a disk that holds none of them.
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut writer = file.reopen().unwrap();
        writer.write_all(b"a,b\n").unwrap();
        writer.write_all(&vec![b'x'; 2 * LONGEST_ROW]).unwrap();
        assert!(matches!(scan(file.path()), Err(Why::RowTooLong { line: 2 })));
    }
}
