//! Currencies: codes by ISO 4217 only, and what has no exchange rate is named before it is published.

use crate::{day, each_desk, places};
use contract::import::Verdict::Reject;
use contract::import::{Peril, Reason};
use domain::Currency;

const DEALS: &str = "Id,Name,Stage,Amount,Currency,Close date,Created\n\
    1,Alfa,Discover,10,EUR,2026-12-15,2026-09-01\n\
    2,Beta,Won,20,USD,2026-10-15,2026-08-01\n\
    3,Gamma,Discover,30,USD,2026-12-15,2026-09-01\n\
    4,Delta,Lost,40,CHF,2026-10-15,\n";

#[tokio::test]
async fn letters_that_are_no_currency_are_rejected() {
    each_desk(|desk| async move {
        let import = desk.check(&[("deals.csv", &format!("{DEALS}5,Eta,Discover,30,XXZ,2026-12-15,2026-09-01\n"))]).await;
        let findings = desk.findings(&import).await;
        assert_eq!(places(&findings), [(6, "Currency", "XXZ", Reject)]);
        assert_eq!(findings[0].reason, Reason::NoCurrency);
    })
    .await;
}

#[tokio::test]
async fn a_currency_without_a_rate_is_named_with_its_first_day() {
    each_desk(|desk| async move {
        let usd = Currency::USD;
        let home = desk.engine.settings().unwrap().workspace.currency;
        let missing = |from: &str, rows| Peril::NoRate { currency: usd, home, from: day(from), rows };
        let import = desk.check(&[("deals.csv", DEALS)]).await;
        // Beta was open from August on; of what is lost nothing is added up.
        let perils: Vec<_> = import.warnings.iter().map(|warning| warning.of.clone()).collect();
        assert_eq!(perils, [missing("2026-08-01", 2)]);

        // A rate that comes with the files counts, from its day on.
        let rates = |from: &str| format!("Currency,Day,Rate\nUSD,{from},0.9\nCHF,2026-01-01,1.05\n");
        for (from, expected) in [("2026-08-15", vec![missing("2026-08-01", 1)]), ("2026-08-01", vec![])] {
            let import = desk.check(&[("deals.csv", DEALS), ("rates.csv", &rates(from))]).await;
            let perils: Vec<_> = import.warnings.iter().map(|warning| warning.of.clone()).collect();
            assert_eq!(perils, expected, "rates from {from}");
        }

        // So does one that is entered.
        desk.import(&[("rates.csv", &rates("2026-01-01"))]).await;
        assert_eq!(desk.check(&[("deals.csv", DEALS)]).await.warnings, []);
    })
    .await;
}
