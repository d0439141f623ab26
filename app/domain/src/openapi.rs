//! OpenAPI schemas of the types that are written as one text.

use crate::{Condition, Currency, Day, Filter, PeriodKey};
use std::borrow::Cow;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

macro_rules! texts {
    ($($type:ident $pattern:literal $example:literal $description:literal;)*) => {$(
        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern(Some($pattern))
                    .examples([$example])
                    .description(Some($description))
                    .into()
            }
        }

        impl ToSchema for $type {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($type))
            }
        }
    )*};
}

texts! {
    Day r"^\d{4}-\d{2}-\d{2}$" "2026-12-08" "A civil day.";
    PeriodKey r"^FY(\d{2}|\d{4})(-(H[12]|Q[1-4]|M([1-9]|1[0-2])))?$" "FY27-Q4" "The name of a fiscal period.";
    Currency r"^[A-Z]{3}$" "EUR" "An ISO 4217 currency code.";
    Filter r"^.*$" "region:EMEA,APAC;source:ae" "Conditions on dimensions, joined by and; the keys of one by or. A `,` `;` `:` or `\\` inside a key has a `\\` before it.";
    Condition r"^.*$" "owner:me;stage:3,4;close:2026-11-01..2027-01-31;amount:100000.." "Conditions on deals: `;` is and, `|` is or, `!` is not, parentheses group; the values of a field are joined by or. A `,` `;` `:` `|` `(` `)` or `\\` inside a value has a `\\` before it.";
}
