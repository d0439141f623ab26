//! The catalogue.

use super::account::record;
use super::db::{Tx, all, one, run, statements};
use super::entity::Entity;
use super::log::LogTx;
use super::revision::Revising;
use super::writer::Write;
use super::{Change, Result, StagedFact, Store};
use contract::Problem;
use contract::product::ProductPatch;
use domain::{Attribute, Day};
use sqlx::FromRow;
use uuid::Uuid;

/// A product.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct ProductRow {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its list price in minor units of the company's currency.
    pub list_price: Option<i64>,
    /// Whether it is sold now.
    pub active: bool,
    /// The log number of its last change on a screen.
    pub log: i64,
    /// At which log number each field was changed last, as JSON.
    pub touched: String,
}

statements! {
    READ = "select id, name, list_price, active, log, touched
        from product
        where id = $1";
    LIST = "select id, name, list_price, active, log, touched
        from product";
    INSERT = "insert into product (id, name, list_price, active, created_at, log, touched)
        values ($1, $2, $3, true, $4, $5, '{}')";
    UPDATE = "update product
        set name = $2, list_price = $3, active = $4, log = $5, touched = $6
        where id = $1";
}

impl Store {
    /// All products, in no order.
    pub async fn products(&self) -> Result<Vec<ProductRow>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(all!(conn, LIST => ProductRow)?)
    }

    /// Adds a product, of a family from the beginning. One that is there already with this id is the answer.
    pub async fn create_product(&self, row: ProductRow, family: Option<String>) -> Result<ProductRow> {
        self.writer.write(Create { row, family }).await
    }

    /// Changes fields of a product.
    pub async fn patch_product(&self, id: Uuid, patch: ProductPatch) -> Result<ProductRow> {
        self.writer.write(Patch { id, patch }).await
    }
}

async fn read(tx: &mut Tx, id: Uuid) -> Result<Option<ProductRow>> {
    Ok(one!(tx, READ => ProductRow; id)?)
}

struct Create {
    row: ProductRow,
    family: Option<String>,
}

impl Write for Create {
    type Answer = ProductRow;

    async fn run(&self, log: &mut LogTx) -> Result<ProductRow> {
        if let Some(there) = read(&mut log.tx, self.row.id).await? {
            return Ok(there);
        }
        let number = log.next();
        let row = ProductRow { active: true, log: number.0, touched: "{}".to_owned(), ..self.row.clone() };
        let at = log.recorded_at.0;
        run!(log.writing(), INSERT; row.id, &row.name, row.list_price, at, row.log)?;
        log.changes.push(Change::Entity(number, Entity::Product, row.id));
        if let Some(value) = self.family.clone() {
            let fact = StagedFact { subject: row.id, attribute: Attribute::ProductFamily, valid_from: Day(0), value };
            record(log, fact).await?;
        }
        Ok(row)
    }
}

struct Patch {
    id: Uuid,
    patch: ProductPatch,
}

impl Write for Patch {
    type Answer = ProductRow;

    async fn run(&self, log: &mut LogTx) -> Result<ProductRow> {
        let mut row = read(&mut log.tx, self.id).await?.ok_or_else(|| Problem::not_found("product"))?;
        let mut revising = Revising::new(&row.touched, self.patch.base)?;
        let price = self.patch.list_price.map(|price| price.map(|price| price.0));
        revising.set("name", &mut row.name, self.patch.name.as_ref());
        revising.set("list_price", &mut row.list_price, price.as_ref());
        revising.set("active", &mut row.active, self.patch.active.as_ref());
        if revising.done()? {
            let number = log.next();
            (row.log, row.touched) = (number.0, revising.touched(number));
            run!(log.writing(), UPDATE; row.id, &row.name, row.list_price, row.active, row.log, &row.touched)?;
            log.changes.push(Change::Entity(number, Entity::Product, row.id));
        }
        Ok(row)
    }
}
