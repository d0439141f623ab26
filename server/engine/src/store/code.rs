//! How small things are written and read: numbers and words of the database.

use super::{Result, StoreError};
use domain::{Category, Currency, DealType, Dimension, PeriodKey, Source, TargetMeasure};

pub(super) fn unreadable(what: &str, value: impl std::fmt::Debug) -> StoreError {
    StoreError::Unreadable(format!("{what} {value:?}"))
}

pub(super) fn read_type(code: i16) -> Result<DealType> {
    DealType::from_code(code).ok_or_else(|| unreadable("the type", code))
}

pub(super) fn read_source(code: i16) -> Result<Source> {
    Source::from_code(code).ok_or_else(|| unreadable("the source", code))
}

pub(super) fn read_currency(code: &str) -> Result<Currency> {
    Currency::parse(code).ok_or_else(|| unreadable("the currency", code))
}

pub(super) fn category_code(category: Category) -> i16 {
    match category {
        Category::Omitted => 1,
        Category::Pipeline => 2,
        Category::BestCase => 3,
        Category::Commit => 4,
        Category::Closed => 5,
    }
}

pub(super) fn read_category(code: i16) -> Result<Category> {
    Ok(match code {
        1 => Category::Omitted,
        2 => Category::Pipeline,
        3 => Category::BestCase,
        4 => Category::Commit,
        5 => Category::Closed,
        _ => return Err(unreadable("the category", code)),
    })
}

pub(super) fn measure_word(measure: TargetMeasure) -> &'static str {
    match measure {
        TargetMeasure::Acv => "acv",
        TargetMeasure::Generation => "generation",
    }
}

pub(super) fn read_measure(word: &str) -> Result<TargetMeasure> {
    match word {
        "acv" => Ok(TargetMeasure::Acv),
        "generation" => Ok(TargetMeasure::Generation),
        _ => Err(unreadable("the measure", word)),
    }
}

/// Empty: the whole company.
pub(super) fn read_dimension(word: &str) -> Result<Option<Dimension>> {
    match word {
        "" => Ok(None),
        word => Dimension::parse(word).map(Some).ok_or_else(|| unreadable("the dimension", word)),
    }
}

pub(super) fn read_period(name: &str) -> Result<PeriodKey> {
    name.parse().map_err(|_| unreadable("the period", name))
}
