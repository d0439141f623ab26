//! Products: what is sold.

use crate::Page;
use crate::opportunity::present;
use domain::{Company, Currency, Day, LogNo, ProductId};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Products";
    /// The catalogue, by name. Everybody may see it.
    ListProducts = Get "/api/v1/products", query: ListProductsQuery, answer: Catalogue;
    /// Adds a product. Administrators only.
    CreateProduct = Post "/api/v1/products", body: NewProduct, answer: Product;
    /// Changes some fields of a product; only the same field changed by somebody else since `base` is a conflict. Administrators only.
    PatchProduct = Patch "/api/v1/products/{id}", path: ProductPath, body: ProductPatch, answer: Product;
}

/// Which product.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct ProductPath {
    /// Its id.
    pub id: ProductId,
}

/// Which products.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ListProductsQuery {
    /// Only those that are sold now, or only those that are not any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// From the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A page of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Catalogue {
    /// The currency of list prices.
    pub currency: Currency,
    /// The products.
    pub products: Page<Product>,
}

/// A product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Product {
    /// The product.
    pub id: ProductId,
    /// The revision shown: the base of a change.
    pub revision: LogNo,
    /// Its name.
    pub name: String,
    /// Its list price a year, in minor units of the company's currency.
    pub list_price: Option<Company>,
    /// Whether it is sold now.
    pub active: bool,
    /// The family it is of today.
    pub family: Option<String>,
    /// Since when.
    pub family_from: Option<Day>,
}

/// A new product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewProduct {
    /// An id of the sender's making, so that sending it again creates nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ProductId>,
    /// Its name.
    pub name: String,
    /// Its list price a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_price: Option<Company>,
    /// Its family, always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
}

/// The fields to change: absent stays, `null` clears.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProductPatch {
    /// The revision the change is based on.
    pub base: LogNo,
    /// A new name.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub name: Option<String>,
    /// A new list price.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub list_price: Option<Option<Company>>,
    /// Whether it is sold from now on.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub active: Option<bool>,
    /// Another family.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub family: Option<String>,
    /// From which day it is of that family; by default today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_from: Option<Day>,
}
