//! Workbooks (XLSX): each sheet is written out once as CSV, cell by cell, so that everything after reads one format.

use super::scan::unreadable;
use calamine::{Data, DataRef, ExcelDateTime, ExcelDateTimeType, Reader, Xlsx, open_workbook};
use contract::import::Why;
use domain::Day;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// The largest workbook taken. (It is a compressed format whose texts have to be held in memory; a larger table is
/// better saved as CSV.)
pub const LARGEST: u64 = 256 << 20;

/// A sheet, written out.
#[derive(Debug)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// The CSV.
    pub path: PathBuf,
    /// Whether numbers were stored as numbers, so that they are written with a decimal point.
    pub typed_numbers: bool,
}

/// Whether the file looks like a workbook: by its first bytes and its name's end.
pub fn is_workbook(name: &str) -> bool {
    name.to_lowercase().ends_with(".xlsx")
}

/// Writes every sheet that holds something into `folder`.
pub fn convert(book: &Path, folder: &Path, stem: &str) -> Result<Vec<Sheet>, Why> {
    let bytes = std::fs::metadata(book).map_err(|error| unreadable(&error))?.len();
    if bytes > LARGEST {
        return Err(Why::BookTooLarge);
    }
    let mut workbook: Xlsx<_> = open_workbook(book).map_err(|_| Why::NoBook)?;
    let mut sheets = Vec::new();
    for (at, name) in workbook.sheet_names().into_iter().enumerate() {
        let path = folder.join(format!("{stem}-{at}.csv"));
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(|_| Why::SheetDamaged { sheet: name.clone() })?;
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(BufWriter::new(File::create(&path).map_err(|error| unreadable(&error))?));
        let (mut row, mut values, mut typed_numbers, mut width) = (0_u32, Vec::<String>::new(), false, 0_usize);
        let mut anything = false;
        let mut flush = |values: &mut Vec<String>, width: &mut usize| {
            // The reader counts lines: an empty row stays a line.
            *width = (*width).max(values.len());
            values.resize((*width).max(1), String::new());
            let written = writer.write_record(values.iter()).map_err(|error| unreadable(&error));
            values.clear();
            written
        };
        while let Some(cell) = cells.next_cell().map_err(|_| Why::SheetDamaged { sheet: name.clone() })? {
            let (at_row, column) = cell.get_position();
            let text = text_of(cell.get_value(), &mut typed_numbers);
            if text.is_empty() {
                continue;
            }
            anything = true;
            while row < at_row {
                flush(&mut values, &mut width)?;
                row += 1;
            }
            values.resize(column as usize, String::new());
            values.push(text);
        }
        flush(&mut values, &mut width)?;
        writer.flush().map_err(|error| unreadable(&error))?;
        if anything {
            sheets.push(Sheet { name, path, typed_numbers });
        }
    }
    if sheets.is_empty() { Err(Why::EmptyBook) } else { Ok(sheets) }
}

fn text_of(value: &DataRef<'_>, typed_numbers: &mut bool) -> String {
    match Data::from(value.clone()) {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text,
        Data::Bool(yes) => if yes { "TRUE" } else { "FALSE" }.to_owned(),
        Data::Int(number) => {
            *typed_numbers = true;
            number.to_string()
        }
        Data::Float(number) => {
            *typed_numbers = true;
            // A stored number carries the noise of binary fractions past its 15th digit.
            let text = format!("{number:.9}");
            if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
        }
        Data::DateTime(moment) => day_and_time(moment),
    }
}

/// A workbook counts days from 1899-12-30, or from 1904-01-01 where it says so.
fn day_and_time(moment: ExcelDateTime) -> String {
    let serial = moment.as_f64();
    let since_1904 = moment == ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, true);
    let seconds = (serial * 86_400.0).round() as i64;
    let epoch = if since_1904 { Day::from_ymd(1904, 1, 1) } else { Day::from_ymd(1899, 12, 30) };
    let day = epoch.unwrap_or(Day(0)).plus(i32::try_from(seconds.div_euclid(86_400)).unwrap_or(0));
    match seconds.rem_euclid(86_400) {
        0 => day.to_string(),
        of_day => format!("{day}T{:02}:{:02}:{:02}", of_day / 3_600, of_day / 60 % 60, of_day % 60),
    }
}
