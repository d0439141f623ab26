//! Exchange rates.

use super::code::read_currency;
use super::db::{all, statements};
use super::log::LogTx;
use super::staging::insert_rate;
use super::writer::Write;
use super::{Author, Change, Result, Store};
use contract::Problem;
use domain::workspace::DatedRate;
use domain::{Day, LogNo, Rate};

statements! {
    READ = "select r.currency, r.day, r.rate
        from rate r
        join batch b on b.id = r.batch_id
        where b.log_base is not null
          and b.log_base + r.position <= $1
        order by r.currency, r.day, b.log_base + r.position";
}

impl Store {
    /// The rates with log ≤ `known_at`, by (currency, day): of several for the same day, the last entered. A rate of zero
    /// takes that day's back.
    pub async fn rates(&self, known_at: Option<LogNo>) -> Result<Vec<DatedRate>> {
        let mut conn = self.db.read_fresh().await?;
        let upto = known_at.map_or(i64::MAX, |log| log.0);
        let mut rates: Vec<DatedRate> = Vec::new();
        for (currency, day, rate) in all!(conn, READ => (String, i32, i64); upto)? {
            let rate = DatedRate { currency: read_currency(&currency)?, day: Day(day), rate: Rate(rate) };
            match rates.last_mut() {
                Some(last) if (last.currency, last.day) == (rate.currency, rate.day) => *last = rate,
                _ => rates.push(rate),
            }
        }
        rates.retain(|rate| rate.rate.0 > 0);
        Ok(rates)
    }

    /// Enters rates; the same currency and day replaces.
    pub async fn save_rates(&self, _author: Author, rates: Vec<DatedRate>) -> Result<()> {
        if rates.iter().any(|rate| rate.rate.0 <= 0) {
            return Err(Problem::invalid("rates", "A rate must be more than zero.").into());
        }
        self.writer.write(SaveRates(rates)).await
    }
}

struct SaveRates(Vec<DatedRate>);

impl Write for SaveRates {
    type Answer = ();

    async fn run(&self, log: &mut LogTx) -> Result<()> {
        for rate in &self.0 {
            let number = log.next();
            insert_rate(log.writing(), rate, None, number.0).await?;
            log.changes.push(Change::Rate(number, rate.clone()));
        }
        Ok(())
    }
}
