//! Rows of a file, one after the other: never more than one row and a buffer in memory.

use super::scan::{Format, TextEncoding, buffered};
use csv::StringRecord;
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::io::Read;
use std::path::Path;

/// The text of a file as UTF-8, without its byte order mark.
pub fn decoded(bytes: impl Read, encoding: TextEncoding) -> impl Read {
    DecodeReaderBytesBuilder::new().encoding(Some(encoding.decoder())).bom_override(true).strip_bom(true).build(bytes)
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
    pub fn open(path: &Path, format: Format) -> Result<Self, String> {
        let file = buffered(path).map_err(|error| format!("it cannot be opened ({})", error.kind()))?;
        let text: Box<dyn Read + Send> = Box::new(decoded(file, format.encoding));
        let mut reader =
            csv::ReaderBuilder::new().delimiter(format.delimiter).flexible(true).buffer_capacity(256 * 1024).from_reader(text);
        let header = reader.headers().map_err(|error| error.to_string())?.iter().map(|name| name.trim().to_owned()).collect();
        Ok(Self { reader, header, record: StringRecord::new() })
    }

    /// The headers.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The next row that is not empty.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, String> {
        loop {
            if !self.reader.read_record(&mut self.record).map_err(|error| error.to_string())? {
                return Ok(None);
            }
            let empty = self.record.iter().all(|value| value.trim().is_empty());
            if !empty {
                break;
            }
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        Ok(Some(Row { line, record: &self.record }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_lines_quotes_and_ragged_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        std::fs::write(&path, "\u{feff}a,b\r\n1,\"two\r\nlines\"\r\n\r\n3\r\n").unwrap();
        let mut rows = Rows::open(&path, Format { encoding: TextEncoding::Utf8, delimiter: b',' }).unwrap();
        assert_eq!(rows.header(), ["a", "b"]);
        let mut seen = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            seen.push((row.line, row.record.iter().map(str::to_owned).collect::<Vec<_>>()));
        }
        assert_eq!(seen, [(2, vec!["1".to_owned(), "two\r\nlines".to_owned()]), (5, vec!["3".to_owned()])]);
    }
}
