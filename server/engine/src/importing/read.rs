//! Rows of a file, one after the other: never more than one row and a buffer in memory.

use super::scan::{Format, TextEncoding, buffered, unreadable};
use contract::import::Why;
use csv::StringRecord;
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::io::{self, Read};
use std::path::Path;

/// The text of a file as UTF-8, without its byte order mark.
pub fn decoded(bytes: impl Read, encoding: TextEncoding) -> impl Read {
    DecodeReaderBytesBuilder::new().encoding(Some(encoding.decoder())).bom_override(true).strip_bom(true).build(bytes)
}

/// Drops the carriage return before each line feed, and ends the text with a line feed, so that lines can be counted.
struct Lines<R> {
    inner: R,
    held: bool,
    ended: bool,
    buffer: Vec<u8>,
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.len() < 2 || self.ended {
            return Ok(0);
        }
        self.buffer.resize(out.len() - 1, 0);
        let read = self.inner.read(&mut self.buffer)?;
        let mut written = 0;
        let mut put = |byte: u8| {
            out[written] = byte;
            written += 1;
        };
        if read == 0 {
            self.ended = true;
            put(b'\n');
            return Ok(written);
        }
        let bytes = &self.buffer[..read];
        if self.held && bytes[0] != b'\n' {
            put(b'\r');
        }
        self.held = bytes[read - 1] == b'\r';
        if !bytes.contains(&b'\r') {
            out[written..written + read].copy_from_slice(bytes);
            return Ok(written + read);
        }
        for (at, &byte) in bytes.iter().enumerate() {
            let dropped = byte == b'\r' && bytes.get(at + 1).is_none_or(|next| *next == b'\n');
            if !dropped {
                put(byte);
            }
        }
        // A lone carriage return at the buffer's end was held back and nothing else was there.
        if written == 0 { self.read(out) } else { Ok(written) }
    }
}

/// A file that is being read.
pub struct Rows {
    reader: csv::Reader<Box<dyn Read + Send>>,
    header: Vec<String>,
    record: StringRecord,
}

/// One row.
pub struct Row<'a> {
    /// Where it starts, counted from 1 with the header.
    pub line: u64,
    /// Its values; a row may have more or fewer than the header.
    pub record: &'a StringRecord,
}

impl Rows {
    /// Opens a file that has been scanned.
    pub fn open(path: &Path, format: Format) -> Result<Self, Why> {
        let file = buffered(path).map_err(|error| unreadable(&error))?;
        let lines = Lines { inner: decoded(file, format.encoding), held: false, ended: false, buffer: Vec::new() };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(format.delimiter)
            .flexible(true)
            .has_headers(false)
            .buffer_capacity(256 * 1024)
            .from_reader(Box::new(lines) as Box<dyn Read + Send>);
        let mut record = StringRecord::new();
        let mut left = format.above;
        // Blank rows are not counted, as they are nowhere.
        while reader.read_record(&mut record).map_err(|error| unreadable(&error))? {
            match (is_blank(&record), left) {
                (true, _) => {}
                (false, 0) => break,
                (false, _) => left -= 1,
            }
        }
        let header = record.iter().map(|name| name.trim().to_owned()).collect();
        Ok(Self { reader, header, record })
    }

    /// The headers.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The next row that is not empty.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, Why> {
        loop {
            if !self.reader.read_record(&mut self.record).map_err(|error| unreadable(&error))? {
                return Ok(None);
            }
            if !is_blank(&self.record) {
                break;
            }
        }
        // The reader stands behind the row's last line feed; those inside of quotes are its own.
        let inside = self.record.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64;
        let line = self.reader.position().line().saturating_sub(inside + 1);
        Ok(Some(Row { line, record: &self.record }))
    }
}

fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|value| value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_lines_quotes_and_ragged_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        std::fs::write(&path, "\u{feff}a,b\r\n1,\"two\r\nlines\"\r\n\r\n3\r\n").unwrap();
        let mut rows = Rows::open(&path, Format { encoding: TextEncoding::Utf8, delimiter: b',', above: 0 }).unwrap();
        assert_eq!(rows.header(), ["a", "b"]);
        let mut seen = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            seen.push((row.line, row.record.iter().map(str::to_owned).collect::<Vec<_>>()));
        }
        assert_eq!(seen, [(2, vec!["1".to_owned(), "two\nlines".to_owned()]), (5, vec!["3".to_owned()])]);
    }
}
