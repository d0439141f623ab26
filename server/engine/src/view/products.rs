//! The catalogue. Everybody may see it; administrators change it.

use super::View;
use super::accounts::{called, settled, text};
use super::contacts::id_of;
use super::opportunities::PAGE;
use crate::store::{Entity, ProductRow, StagedFact};
use contract::product::{Catalogue, ListProductsQuery, NewProduct, Product, ProductPatch};
use contract::{Page, Problem};
use domain::{Attribute, Company, LogNo, ProductId};

impl View {
    /// The catalogue, by name.
    pub async fn products(&self, query: &ListProductsQuery) -> Result<Catalogue, Problem> {
        let settings = self.settings()?;
        let mut rows = self.engine.store().products().await?;
        rows.retain(|row| query.active.is_none_or(|active| active == row.active));
        rows.sort_by_cached_key(|row| (row.name.to_lowercase(), row.id));
        let total = rows.len() as i64;
        let begin = match &query.after {
            None => 0,
            Some(after) => {
                let at = rows.iter().position(|row| row.id.to_string() == *after);
                at.ok_or_else(|| Problem::invalid("after", "is not from an answer before"))? + 1
            }
        };
        let more = rows.len() > begin + PAGE;
        let mut items = Vec::with_capacity(PAGE);
        for row in rows.into_iter().skip(begin).take(PAGE) {
            items.push(self.told_product(row).await?);
        }
        let next = items.last().filter(|_| more).map(|last| last.id.to_string());
        Ok(Catalogue { currency: settings.workspace.currency, products: Page { items, next, total } })
    }

    /// Adds a product.
    pub async fn create_product(&self, new: NewProduct, key: Option<String>) -> Result<Product, Problem> {
        self.must_be_admin()?;
        let mut faults = Vec::new();
        let row = ProductRow {
            id: new.id.map_or_else(|| id_of(self.me.person, key.as_deref()), |id| id.0),
            name: called(&new.name, &mut faults),
            list_price: new.list_price.map(|price| price.0),
            ..ProductRow::default()
        };
        let family = new.family.map(|family| text("family", &family, &mut faults)).filter(|family| !family.is_empty());
        settled(faults)?;
        positive(new.list_price)?;
        let row = self.engine.store().create_product(row, family).await?;
        self.told_product(row).await
    }

    /// Changes fields of a product.
    pub async fn patch_product(&self, id: ProductId, mut patch: ProductPatch) -> Result<Product, Problem> {
        self.must_be_admin()?;
        let mut faults = Vec::new();
        patch.name = patch.name.map(|name| called(&name, &mut faults));
        patch.family = patch.family.map(|family| text("family", &family, &mut faults));
        settled(faults)?;
        positive(patch.list_price.flatten())?;
        self.within_reason([("family_from", patch.family_from)])?;
        let family = patch.family.clone();
        let valid_from = patch.family_from.unwrap_or(self.engine.today());
        let row = self.engine.store().patch_product(id.0, patch).await?;
        if let Some(value) = family {
            let fact = StagedFact { subject: row.id, attribute: Attribute::ProductFamily, valid_from, value };
            self.engine.store().say(Entity::Product, fact).await?;
        }
        self.told_product(row).await
    }

    async fn told_product(&self, row: ProductRow) -> Result<Product, Problem> {
        let said = self.said_of(row.id).await?;
        let family = said.items.into_iter().find(|fact| fact.attribute == Attribute::ProductFamily && fact.current);
        Ok(Product {
            id: ProductId(row.id),
            revision: LogNo(row.log),
            name: row.name,
            list_price: row.list_price.map(Company),
            active: row.active,
            family_from: family.as_ref().map(|fact| fact.valid_from),
            family: family.map(|fact| fact.value).filter(|family| !family.is_empty()),
        })
    }
}

fn positive(price: Option<Company>) -> Result<(), Problem> {
    if price.is_some_and(|price| price.0 < 0) {
        return Err(Problem::invalid("list_price", "A list price is not negative."));
    }
    Ok(())
}
