//! What a snapshot holds, in its order: written and read side by side, so that the two stay together.

use super::bytes::{In, Out, damaged};
use crate::ledger::book::Book;
use crate::ledger::book::lists::Lists;
use crate::ledger::columns::Columns;
use crate::ledger::deals::Deals;
use crate::ledger::dictionary::Dictionary;
use crate::ledger::segment::{CLASSES, Segment};
use crate::ledger::shares::Shares;
use domain::{Category, LogNo, StageId};
use std::collections::HashMap;
use std::io::{Read, Result, Write};
use uuid::Uuid;

/// Every column of a segment, in the order of the file.
macro_rules! each_column {
    ($segment:expr, $visit:ident) => {
        $visit!($segment; from, until, close, status, deal, owner, account, campaign, region, currency, kind, start, product, amount)
    };
}

/// Every dictionary of ids, and every one of texts.
macro_rules! each_dictionary {
    ($names:expr, $ids:ident, $texts:ident) => {
        $ids!($names; people, teams, accounts, products, campaigns);
        $texts!($names; currencies, regions, territories, countries, industries, segments, families, tactics);
    };
}

/// Every column of the book that is one of numbers.
macro_rules! each_of_book {
    ($book:expr, $visit:ident) => {
        $visit!($book; account, campaign, region, status, currency, kind, close, next_step_day, said, contacts, stage_since,
            changed_since, date_changes, pushes, net_days)
    };
}

/// Writes all but facts, rates and targets: those are read from the store, being few.
pub(super) fn write(out: &mut Out<impl Write>, columns: &Columns) -> Result<()> {
    let (first, last) = columns.span.map_or((1, 0), |(first, last)| (i64::from(first), i64::from(last)));
    for number in [columns.head.0, first, last, columns.versions as i64, columns.line_versions as i64] {
        out.number(number)?;
    }
    macro_rules! ids {
        ($names:expr; $($name:ident),*) => { $(out.numbers(&$names.$name.keys()[1..])?;)* };
    }
    macro_rules! texts {
        ($names:expr; $($name:ident),*) => { $(out.texts(&$names.$name.keys()[1..])?;)* };
    }
    each_dictionary!(columns.names, ids, texts);
    out.numbers(&columns.names.shares.written())?;
    let raw = columns.statuses.raw();
    out.numbers(&raw.iter().map(|(stage, _)| *stage).collect::<Vec<_>>())?;
    out.numbers(&raw.iter().map(|(_, category)| category.map_or(NONE, |category| category as u8)).collect::<Vec<_>>())?;
    write_deals(out, &columns.deals)?;
    if let Some(book) = &columns.book {
        write_book(out, book)?;
    }
    for segment in [&columns.open, &columns.closed, &columns.generated] {
        out.number(segment.sorted as u64)?;
        out.numbers(&segment.classes.map(|end| end as u64))?;
        macro_rules! column {
            ($segment:expr; $($name:ident),*) => { $(out.numbers(&$segment.$name)?;)* };
        }
        each_column!(segment, column);
    }
    Ok(())
}

/// Reads it into columns that are empty as yet.
pub(super) fn read(from: &mut In<impl Read>, columns: &mut Columns) -> Result<()> {
    columns.head = LogNo(from.number()?);
    let (first, last) = (from.number::<i64>()?, from.number::<i64>()?);
    columns.span = (first <= last).then_some((first as i32, last as i32));
    columns.versions = from.number::<i64>()? as u64;
    columns.line_versions = from.number::<i64>()? as u64;
    macro_rules! ids {
        ($names:expr; $($name:ident),*) => { $($names.$name = Dictionary::of(from.numbers::<Uuid>()?);)* };
    }
    macro_rules! texts {
        ($names:expr; $($name:ident),*) => { $($names.$name = Dictionary::of(from.texts()?);)* };
    }
    each_dictionary!(columns.names, ids, texts);
    columns.names.shares = Shares::read(&from.numbers::<u32>()?).ok_or_else(damaged)?;
    let (stages, categories) = (from.numbers::<i16>()?, from.numbers::<u8>()?);
    for (stage, category) in stages.into_iter().zip(categories) {
        columns.statuses.intern(StageId(stage), read_category(category)?);
    }
    read_deals(from, &mut columns.deals)?;
    if let Some(book) = &mut columns.book {
        read_book(from, book)?;
    }
    for segment in [&mut columns.open, &mut columns.closed, &mut columns.generated] {
        read_segment(from, segment)?;
    }
    Ok(())
}

fn read_segment(from: &mut In<impl Read>, segment: &mut Segment) -> Result<()> {
    segment.sorted = from.number::<u64>()? as usize;
    let classes: Vec<usize> = from.numbers::<u64>()?.into_iter().map(|end| end as usize).collect();
    segment.classes = <[usize; CLASSES.len()]>::try_from(classes).map_err(|_| damaged())?;
    macro_rules! column {
        ($segment:expr; $($name:ident),*) => { $($segment.$name = from.numbers()?;)* };
    }
    each_column!(segment, column);
    Ok(())
}

fn write_deals(out: &mut Out<impl Write>, deals: &Deals) -> Result<()> {
    out.numbers(&deals.ids)?;
    out.numbers(&deals.last_effective)?;
    out.numbers(&deals.last_log)?;
    out.numbers(&deals.head)?;
    out.numbers(&deals.generated)?;
    out.numbers(&deals.created)?;
    out.numbers(&deals.owner)?;
    out.numbers(&deals.sourced_by)?;
    out.numbers(&deals.flags)?;
    let spans = || deals.deleted.iter().flat_map(|(deal, spans)| spans.iter().map(move |span| (*deal, *span)));
    out.numbers(&spans().map(|(deal, _)| deal).collect::<Vec<_>>())?;
    out.numbers(&spans().flat_map(|(_, (from, until))| [from, until]).collect::<Vec<_>>())?;
    let members = || deals.team.iter().flat_map(|(deal, team)| team.iter().map(move |person| (*deal, *person)));
    out.numbers(&members().map(|(deal, _)| deal).collect::<Vec<_>>())?;
    out.numbers(&members().map(|(_, person)| person).collect::<Vec<_>>())
}

fn read_deals(from: &mut In<impl Read>, deals: &mut Deals) -> Result<()> {
    deals.ids = from.numbers()?;
    deals.last_effective = from.numbers()?;
    deals.last_log = from.numbers()?;
    deals.head = from.numbers()?;
    deals.generated = from.numbers()?;
    deals.created = from.numbers()?;
    deals.owner = from.numbers()?;
    deals.sourced_by = from.numbers()?;
    deals.flags = from.numbers()?;
    let (deleted, spans) = (from.numbers::<u32>()?, from.numbers::<u16>()?);
    let (spans, _) = spans.as_chunks::<2>();
    for (deal, span) in deleted.into_iter().zip(spans) {
        deals.deleted.entry(deal).or_default().push((span[0], span[1]));
    }
    let (with_team, people) = (from.numbers::<u32>()?, from.numbers::<u32>()?);
    let mut teams: HashMap<u32, Vec<u32>> = HashMap::new();
    for (deal, person) in with_team.into_iter().zip(people) {
        teams.entry(deal).or_default().push(person);
    }
    deals.team = teams.into_iter().map(|(deal, team)| (deal, team.into())).collect();
    deals.index();
    Ok(())
}

fn write_book(out: &mut Out<impl Write>, book: &Book) -> Result<()> {
    macro_rules! column {
        ($book:expr; $($name:ident),*) => { $(out.numbers(&$book.$name)?;)* };
    }
    each_of_book!(book, column);
    write_places(out, &book.lines.places)?;
    out.numbers(&book.lines.items.iter().map(|(product, _)| *product).collect::<Vec<_>>())?;
    out.numbers(&book.lines.items.iter().map(|(_, amount)| *amount).collect::<Vec<_>>())?;
    write_places(out, &book.names.places)?;
    out.numbers(&book.names.items)?;
    out.numbers(&book.nurture.keys().copied().collect::<Vec<_>>())?;
    out.numbers(&book.nurture.values().copied().collect::<Vec<_>>())
}

fn read_book(from: &mut In<impl Read>, book: &mut Book) -> Result<()> {
    macro_rules! column {
        ($book:expr; $($name:ident),*) => { $($book.$name = from.numbers()?;)* };
    }
    each_of_book!(book, column);
    let places = read_places(from)?;
    let (products, amounts) = (from.numbers::<u32>()?, from.numbers::<i64>()?);
    book.lines = Lists::of(places, products.into_iter().zip(amounts).collect());
    let places = read_places(from)?;
    book.names = Lists::of(places, from.numbers()?);
    let (deals, days) = (from.numbers::<u32>()?, from.numbers::<i32>()?);
    book.nurture = deals.into_iter().zip(days).collect();
    Ok(())
}

fn write_places(out: &mut Out<impl Write>, places: &[(u32, u16)]) -> Result<()> {
    out.numbers(&places.iter().map(|(start, _)| *start).collect::<Vec<_>>())?;
    out.numbers(&places.iter().map(|(_, length)| *length).collect::<Vec<_>>())
}

fn read_places(from: &mut In<impl Read>) -> Result<Vec<(u32, u16)>> {
    let (starts, lengths) = (from.numbers::<u32>()?, from.numbers::<u16>()?);
    Ok(starts.into_iter().zip(lengths).collect())
}

/// No category was chosen.
const NONE: u8 = u8::MAX;

fn read_category(number: u8) -> Result<Option<Category>> {
    const ALL: [Category; 5] = [Category::Omitted, Category::Pipeline, Category::BestCase, Category::Commit, Category::Closed];
    if number == NONE { Ok(None) } else { ALL.get(usize::from(number)).copied().map(Some).ok_or_else(damaged) }
}
