//! A first look at a file: is it delimited text, in what encoding, separated by what? A file that is not is refused whole,
//! before anything of it is kept.

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
}

/// Looks through the whole file. The error says, for a person, why it is refused.
pub fn scan(path: &Path) -> Result<Format, String> {
    let mut head = Vec::new();
    let open = || File::open(path).map_err(|error| format!("it cannot be opened ({})", error.kind()));
    open()?.take(64 * 1024).read_to_end(&mut head).map_err(|error| error.to_string())?;
    let encoding = match head.as_slice() {
        [] => return Err("it is empty".into()),
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
    let delimiter = sniff(&text, whole).ok_or("it is not a table: no comma, semicolon, tab or bar separates columns")?;
    let format = Format { encoding, delimiter };
    refuse_long_rows(super::read::decoded(open()?, encoding), delimiter)?;
    Ok(format)
}

fn refuse_known_formats(head: &[u8]) -> Result<(), String> {
    let known: [(&[u8], &str); 9] = [
        (b"%PDF", "a PDF document"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"PK\x03\x04", "a ZIP archive (or a workbook not named .xlsx)"),
        (b"\x1f\x8b", "compressed with gzip: unpack it first"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook: save it as .xlsx or CSV"),
        (b"SQLite format 3", "a database"),
        (b"<", "HTML or XML"),
        (b"{", "JSON"),
    ];
    let start = head.trim_ascii_start();
    let start = start.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(start);
    match known.iter().find(|(magic, _)| start.starts_with(magic)) {
        Some((_, what)) => Err(format!("it is not a CSV file but {what}")),
        None => Ok(()),
    }
}

/// UTF-8 if all of it is; Windows-1252 if nothing beyond ASCII is UTF-8; neither is refused with its line.
fn encoding_of(mut file: impl Read, marked: bool) -> Result<TextEncoding, String> {
    let mut buffer = vec![0; 256 * 1024];
    let (mut kept, mut line) = (0, 1_u64);
    let (mut multibyte, mut foreign) = (false, None);
    loop {
        let read = file.read(&mut buffer[kept..]).map_err(|error| error.to_string())?;
        let end = kept + read;
        let mut rest = &buffer[..end];
        if rest.contains(&0) {
            return Err("it is not a CSV file: it holds bytes that no text has".into());
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
            return Err(format!(
                "its encoding is broken: line {line} is neither UTF-8 nor fits the rest of the file; save it again as UTF-8"
            ));
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
        let Some(&columns) = counts.first() else { continue };
        let alike = counts.iter().filter(|count| **count == columns).count();
        // Lines that mostly disagree with the header are prose, not rows.
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
fn refuse_long_rows(mut text: impl Read, delimiter: u8) -> Result<(), String> {
    let mut buffer = vec![0; 256 * 1024];
    let (mut line, mut started, mut length) = (1_u64, 1_u64, 0_usize);
    let (mut quoted, mut at_start, mut maybe_end) = (false, true, false);
    loop {
        let read = text.read(&mut buffer).map_err(|error| error.to_string())?;
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
                return Err(if quoted {
                    format!(
                        "the row that starts in line {started} is longer than 1 MiB: a quotation mark in it is probably never closed"
                    )
                } else {
                    format!("line {started} is longer than 1 MiB")
                });
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

/// Opens a file for a scan or a pass, with a buffer.
pub fn buffered(path: &Path) -> std::io::Result<BufReader<File>> {
    Ok(BufReader::with_capacity(256 * 1024, File::open(path)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn scanned(bytes: &[u8]) -> Result<Format, String> {
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
            assert_eq!(scanned(&bytes), Ok(Format { encoding, delimiter }), "{}", String::from_utf8_lossy(&bytes));
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
            let why = scanned(&bytes).unwrap_err();
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
        assert!(scan(file.path()).unwrap_err().contains("longer than 1 MiB"));
    }
}
