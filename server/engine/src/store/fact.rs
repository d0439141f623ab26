//! Facts with a validity.

use super::code::unreadable;
use super::db::{all, statements};
use super::log::LogTx;
use super::staging::insert_facts;
use super::writer::Write;
use super::{Author, Change, Result, StagedFact, Store};
use domain::{Attribute, Day, Fact, LogNo};
use uuid::Uuid;

statements! {
    READ = "select f.subject, f.attribute, f.valid_from, f.value, b.log_base + f.position
        from fact f
        join batch b on b.id = f.batch_id
        where b.log_base is not null
          and b.log_base + f.position <= $1
        order by f.subject, f.attribute, f.valid_from, b.log_base + f.position";
}

pub(super) fn read_fact((subject, attribute, valid_from, value, log): (Uuid, i16, i32, String, i64)) -> Result<Fact> {
    let attribute = Attribute::from_code(attribute).ok_or_else(|| unreadable("the attribute", attribute))?;
    Ok(Fact { subject, attribute, valid_from: Day(valid_from), value, log: LogNo(log) })
}

impl Store {
    /// All facts with log ≤ `known_at`, by (subject, attribute, valid_from, log).
    pub async fn facts(&self, known_at: Option<LogNo>) -> Result<Vec<Fact>> {
        let mut conn = self.db.read_fresh().await?;
        let upto = known_at.map_or(i64::MAX, |log| log.0);
        let rows = all!(conn, READ => (Uuid, i16, i32, String, i64); upto)?;
        rows.into_iter().map(read_fact).collect()
    }

    /// Records facts now. Answers with them as recorded.
    pub async fn save_facts(&self, _author: Author, facts: Vec<StagedFact>) -> Result<Vec<Fact>> {
        self.writer.write(SaveFacts(facts)).await
    }
}

struct SaveFacts(Vec<StagedFact>);

impl Write for SaveFacts {
    type Answer = Vec<Fact>;

    async fn run(&self, log: &mut LogTx) -> Result<Vec<Fact>> {
        let mut saved = Vec::with_capacity(self.0.len());
        for fact in &self.0 {
            let number = log.next();
            insert_facts(log.writing(), None, &[(fact, number.0)]).await?;
            let StagedFact { subject, attribute, valid_from, value } = fact.clone();
            let fact = Fact { subject, attribute, valid_from, value, log: number };
            log.changes.push(Change::Fact(fact.clone()));
            saved.push(fact);
        }
        Ok(saved)
    }
}
