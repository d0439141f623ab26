//! The measures (sections 2 to 4 and 11) in plain SQL over the tables: no index of days, no columns, nothing shared with the
//! ledger nor with `domain::reference`. One text for both databases; where they have no word in common, [`Dialect`].

use domain::{Cells, Company, Day, Dimension, Filter, LogNo, OpportunityId, Period};
use sqlx::{AssertSqlSafe, PgPool, Row, SqlitePool};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A database, asked directly.
pub enum Plain {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// What is asked: one side of a matrix, for one person.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    pub rows: &'a [Dimension],
    pub filter: &'a Filter,
    pub period: Period,
    pub as_of: Day,
    pub known_at: LogNo,
    /// The day whose organisation counts, if not the number's own.
    pub organisation: Option<Day>,
    /// Who may see is decided by today's hierarchy and all that is known.
    pub scope: &'a Scope,
}

/// Whose deals count.
#[derive(Clone, Debug)]
pub enum Scope {
    All,
    Own { me: Uuid, sourced_too: bool },
    Team { me: Uuid, today: Day },
}

/// A line's amount at its stage's probability, half to even.
const WEIGHTED: &str = "(amount * probability / 10000 + case
  when 2 * abs(amount * probability % 10000) > 10000
    or 2 * abs(amount * probability % 10000) = 10000 and amount * probability / 10000 % 2 <> 0
  then case when amount < 0 then -1 else 1 end else 0 end)";

/// An id as text, without hyphens.
fn id(dialect: &Plain, column: &str) -> String {
    match dialect {
        Plain::Sqlite(_) => format!("lower(hex({column}))"),
        Plain::Postgres(_) => format!("replace(cast({column} as text), '-', '')"),
    }
}

/// The end that makes `column` empty where there is no id: `hex(null)` is no null.
fn maybe_id(dialect: &Plain, column: &str) -> String {
    format!("case when {column} is null then '' else {} end", id(dialect, column))
}

/// What a fact says of a subject on a day.
fn fact(subject: &str, attribute: i16, day: &str) -> String {
    format!(
        "coalesce((select f.value from known_fact f
          where f.subject = {subject} and f.attribute = {attribute} and f.valid_from <= {day}
          order by f.valid_from desc, f.log desc limit 1), '')"
    )
}

/// A line's row in a dimension.
fn key(dimension: Dimension, day: &str) -> String {
    let team = format!("replace({}, '-', '')", fact("c.owner", 1, day));
    match dimension {
        Dimension::Product => "c.product".into(),
        Dimension::Family => fact("c.product", 9, day),
        Dimension::Region => {
            format!("coalesce(nullif(c.region, ''), nullif({}, ''), {})", fact(&team, 3, day), fact("c.account", 4, day))
        }
        Dimension::Territory => fact("c.account", 5, day),
        Dimension::Country => fact("c.account", 6, day),
        Dimension::Industry => fact("c.account", 7, day),
        Dimension::Segment => fact("c.account", 8, day),
        Dimension::Account => "c.account".into(),
        Dimension::Owner => "c.owner".into(),
        Dimension::Team => team,
        Dimension::Manager => format!("replace({}, '-', '')", fact("c.owner", 2, day)),
        Dimension::Campaign => "c.campaign".into(),
        Dimension::Tactic => fact("c.campaign", 10, day),
        Dimension::Source => "case c.source when 1 then 'ae' when 2 then 'bdr' when 3 then 'sdr' when 4 then 'ecs'
          when 5 then 'cloud' when 6 then 'partner' else '' end"
            .into(),
        Dimension::Type => {
            "case c.deal_type when 1 then 'new' when 2 then 'expansion' when 3 then 'renewal' else 'contraction' end".into()
        }
        Dimension::Stage => "cast(c.stage as text)".into(),
        Dimension::Currency => "c.key_currency".into(),
    }
}

/// A key as the SQL writes it: ids without hyphens.
pub fn written(dimension: Dimension, key: &str) -> String {
    match dimension {
        Dimension::Product
        | Dimension::Account
        | Dimension::Owner
        | Dimension::Team
        | Dimension::Manager
        | Dimension::Campaign => key.replace('-', ""),
        _ => key.to_owned(),
    }
}

impl Plain {
    /// Everything up to the line that counts: `counted` has a row per line and number.
    fn counted(&self, side: &Side<'_>) -> String {
        let Side { period, as_of, known_at, .. } = side;
        let (first, last, day, known_at) = (period.first.0, period.last.0, as_of.0, known_at.0);
        let lines = match self {
            Self::Sqlite(_) => "json_each(k.lines) as j",
            Self::Postgres(_) => "jsonb_array_elements(cast(k.lines as jsonb)) as j(value)",
        };
        let organisation = side.organisation.map_or("c.own_day".to_owned(), |day| day.0.to_string());
        let keys = side.rows.iter().map(|row| key(*row, &organisation)).chain(["''".to_owned(), "''".to_owned()]);
        let keys: Vec<String> = keys.take(2).collect();
        let mut conditions = String::new();
        for (dimension, allowed) in &side.filter.0 {
            let allowed: Vec<String> = allowed.iter().map(|key| format!("'{}'", written(*dimension, key))).collect();
            conditions += &format!("\n    and {} in ({})", key(*dimension, &organisation), allowed.join(", "));
        }
        let me = |me: &Uuid| format!("'{}'", me.simple());
        conditions += &match side.scope {
            Scope::All => String::new(),
            Scope::Own { me: person, sourced_too: false } => format!("\n    and c.seen_by_owner = {}", me(person)),
            Scope::Own { me: person, sourced_too: true } => {
                format!("\n    and (c.seen_by_owner = {0} or c.seen_by_source = {0})", me(person))
            }
            Scope::Team { .. } => "\n    and c.seen_by_owner in (select person from below)".into(),
        };
        let (me, today) = match side.scope {
            Scope::Team { me: person, today } => (me(person), today.0),
            _ => ("''".into(), 0),
        };
        let ids = |columns: &[&str]| -> Vec<String> { columns.iter().map(|column| maybe_id(self, column)).collect() };
        let [account, owner, sourced_by, campaign] = &ids(&["v.account_id", "v.owner_id", "v.sourced_by", "v.campaign_id"])[..]
        else {
            unreachable!("four columns")
        };
        let (deal, subject) = (id(self, "v.opportunity_id"), id(self, "f.subject"));
        let [outer, inner] = &keys[..] else { unreachable!("two keys") };
        format!(
            "with recursive every_version as (
  select {deal} as deal, b.log_base + v.position as log, v.effective_at, {account} as account, {owner} as owner,
    v.deal_type, v.currency, v.lines, v.stage, v.category, v.close_day, v.source, {sourced_by} as sourced_by,
    {campaign} as campaign, v.region, v.deleted
  from opportunity_version v join batch b on b.id = v.batch_id
  where b.log_base is not null
),
known as (select * from every_version where log <= {known_at}),
every_fact as (
  select {subject} as subject, f.attribute, f.valid_from, f.value, b.log_base + f.position as log
  from fact f join batch b on b.id = f.batch_id
  where b.log_base is not null
),
known_fact as (select * from every_fact where log <= {known_at}),
known_rate as (
  select r.currency, r.day, r.rate, b.log_base + r.position as log
  from rate r join batch b on b.id = r.batch_id
  where b.log_base is not null and b.log_base + r.position <= {known_at}
),
below(person) as (
  select {me}
  union
  select m.subject from below join every_fact m on replace(m.value, '-', '') = below.person
  where m.attribute = 2 and m.valid_from <= {today} and not exists (
    select 1 from every_fact later
    where later.subject = m.subject and later.attribute = 2 and later.valid_from <= {today}
      and (later.valid_from > m.valid_from or later.valid_from = m.valid_from and later.log > m.log))
),
latest as (
  select v.deal, v.owner, v.sourced_by from every_version v
  where not exists (
    select 1 from every_version later where later.deal = v.deal
      and (later.effective_at > v.effective_at or later.effective_at = v.effective_at and later.log > v.log))
),
line as (
  select k.deal, k.log, coalesce(j.value ->> 1, '') as product, cast(j.value ->> 2 as bigint) as acv
  from known k, {lines}
),
worth as (select deal, log, sum(acv) as acv from line group by deal, log),
meant as (
  select k.*, s.kind, s.entered, s.probability,
    case s.kind when 'won' then 5 when 'lost' then 1 else coalesce(nullif(k.category, 5), s.category) end as forecast
  from known k left join plain_stage s on s.stage = k.stage
),
stood as (
  select m.* from meant m join plain_day d on d.day = {day}
  where m.effective_at < d.after_ms and not m.deleted and not exists (
    select 1 from known later where later.deal = m.deal and later.effective_at < d.after_ms
      and (later.effective_at > m.effective_at or later.effective_at = m.effective_at and later.log > m.log))
),
held as (
  select m.* from meant m
  where not exists (select 1 from known later where later.deal = m.deal and later.effective_at = m.effective_at and later.log > m.log)
),
could_be_worth as (
  select h.deal, h.log, h.currency, h.effective_at, case h.kind when 'open' then 1 else 0 end as is_open
  from held h join plain_day d on d.day = {day}
  where h.effective_at < d.after_ms and not h.deleted and h.kind is not null
),
last_worth as (
  select w.* from could_be_worth w where not exists (
    select 1 from could_be_worth other where other.deal = w.deal and (other.is_open > w.is_open
      or other.is_open = 1 and w.is_open = 1 and other.effective_at > w.effective_at
      or other.is_open = 0 and w.is_open = 0 and other.effective_at < w.effective_at))
),
created as (
  select k.deal, min(d.day) as day
  from known k join plain_day d on d.first_ms <= k.effective_at and k.effective_at < d.after_ms
  group by k.deal
),
could_enter as (
  select h.* from held h join worth w on w.deal = h.deal and w.log = h.log
  where h.entered = 1 and h.forecast <> 1 and not h.deleted and w.acv > 0
),
part as (
  select 'won' as number, s.*, s.close_day as rate_day, {day} as own_day from stood s
  where s.kind = 'won' and s.close_day between {first} and {last}
  union all
  select 'won while open', s.*, s.close_day, {day} from stood s
  where s.kind = 'won' and s.close_day between {first} and {last}
  union all
  select 'lost', s.*, s.close_day, {day} from stood s
  where s.kind = 'lost' and s.close_day between {first} and {last}
  union all
  select case when s.close_day is null then 'undated' when s.close_day < {first} then 'overdue'
    when s.close_day <= {last} then 'open' else 'later' end, s.*, {day}, {day} from stood s
  where s.kind = 'open' and s.entered = 1 and s.forecast <> 1
  union all
  select 'generated', e.*, d.day, d.day
  from could_enter e join plain_day d on d.first_ms <= e.effective_at and e.effective_at < d.after_ms
  where d.day between {first} and {last} and d.day <= {day}
    and exists (select 1 from stood s where s.deal = e.deal)
    and not exists (select 1 from could_enter sooner where sooner.deal = e.deal and sooner.effective_at < e.effective_at)
),
valued as (
  select p.*, case when p.rate_day > r.day then p.rate_day - r.day else 0 end as days,
    case when p.number in ('lost', 'won while open') then w.log else p.log end as line_log,
    case when p.number in ('lost', 'won while open') then w.currency else p.currency end as line_currency,
    case when p.number = 'lost' then w.currency else p.currency end as key_currency
  from part p join created r on r.deal = p.deal left join last_worth w on w.deal = p.deal
),
candidate as (
  select p.*, coalesce(l.product, '') as product, coalesce(l.acv, 0) as acv, t.owner as seen_by_owner,
    t.sourced_by as seen_by_source,
    case when l.deal is null or p.line_currency = 'EUR' then 1000000000 else (
      select r.rate from known_rate r where r.currency = p.line_currency and r.day <= p.rate_day
      order by r.day desc, r.log desc limit 1) end as rate,
    case p.line_currency when 'JPY' then 10000000 else 1000000000 end as unit
  from valued p left join line l on l.deal = p.deal and l.log = p.line_log join latest t on t.deal = p.deal
),
every as (
  select c.deal, c.number, c.forecast, c.probability, c.days, {outer} as outer_key, {inner} as inner_key,
    c.acv * c.rate / c.unit + case
      when 2 * abs(c.acv * c.rate % c.unit) > c.unit
        or 2 * abs(c.acv * c.rate % c.unit) = c.unit and c.acv * c.rate / c.unit % 2 <> 0
      then case when c.acv < 0 then -1 else 1 end else 0 end as amount
  from candidate c
  where 1 = 1{conditions}
),
counted as (
  select every.*, row_number() over (partition by deal, number, outer_key, inner_key order by amount) as first_of_row
  from every
)"
        )
    }

    /// Every row that has a number, by its key.
    pub async fn cells(&self, side: &Side<'_>) -> BTreeMap<Vec<String>, Cells> {
        let sum = |condition: &str| format!("cast(coalesce(sum(case when {condition} then amount else 0 end), 0) as bigint)");
        let deals = |condition: &str| format!("count(distinct case when {condition} then deal end)");
        // A deal has one line of each row that has its days.
        let days = |condition: &str| {
            format!("cast(coalesce(sum(case when first_of_row = 1 and {condition} then days else 0 end), 0) as bigint)")
        };
        let any = "number in ('open', 'overdue', 'undated', 'later')";
        let numbers = [
            sum("number = 'won'"),
            sum("number = 'open'"),
            sum("number = 'overdue'"),
            sum("number = 'undated'"),
            sum(any),
            sum("number = 'open' and forecast = 4"),
            sum("number = 'open' and forecast = 3"),
            sum("number = 'generated'"),
            sum("number = 'lost'"),
            sum("number = 'won while open'"),
            format!("cast(coalesce(sum(case when number = 'open' then {WEIGHTED} else 0 end), 0) as bigint)"),
            format!("cast(coalesce(sum(case when {any} then {WEIGHTED} else 0 end), 0) as bigint)"),
            deals("number = 'won'"),
            deals("number = 'open'"),
            deals("number = 'overdue'"),
            deals("number = 'undated'"),
            deals(any),
            deals("number = 'generated'"),
            deals("number = 'lost'"),
            days("number = 'won'"),
            days("number = 'lost'"),
            days(any),
            "count(case when number <> 'won while open' and amount is null then 1 end)".to_owned(),
        ];
        let text = format!(
            "{}\nselect outer_key, inner_key, {} from counted group by outer_key, inner_key",
            self.counted(side),
            numbers.join(",\n  ")
        );
        let rows: Vec<(Vec<String>, Vec<i64>)> = self.read(&text, numbers.len()).await;
        rows.into_iter().map(|(keys, numbers)| (keys[..side.rows.len()].to_vec(), cells(&numbers))).collect()
    }

    /// The deals behind some numbers, each with what it adds.
    pub async fn deals(&self, side: &Side<'_>, numbers: &str) -> BTreeMap<OpportunityId, i64> {
        let text = format!(
            "{}\nselect deal, '', cast(coalesce(sum(amount), 0) as bigint) from counted where {numbers} group by deal",
            self.counted(side)
        );
        let rows = self.read(&text, 1).await;
        rows.into_iter().map(|(keys, amounts)| (OpportunityId(keys[0].parse().unwrap()), amounts[0])).collect()
    }

    /// Two texts and so many numbers a row.
    async fn read(&self, text: &str, numbers: usize) -> Vec<(Vec<String>, Vec<i64>)> {
        macro_rules! rows {
            ($pool:expr) => {
                sqlx::query(AssertSqlSafe(text))
                    .fetch_all($pool)
                    .await
                    .unwrap_or_else(|error| panic!("{error}\n{text}"))
                    .iter()
                    .map(|row| {
                        let keys = vec![row.get(0), row.get(1)];
                        (keys, (2..numbers + 2).map(|at| row.get(at)).collect())
                    })
                    .collect()
            };
        }
        match self {
            Self::Sqlite(pool) => rows!(pool),
            Self::Postgres(pool) => rows!(pool),
        }
    }

    /// Runs a statement.
    pub async fn run(&self, text: &str) {
        match self {
            Self::Sqlite(pool) => sqlx::query(AssertSqlSafe(text)).execute(pool).await.map(|_| ()),
            Self::Postgres(pool) => sqlx::query(AssertSqlSafe(text)).execute(pool).await.map(|_| ()),
        }
        .unwrap_or_else(|error| panic!("{error}\n{text}"));
    }
}

fn cells(numbers: &[i64]) -> Cells {
    Cells {
        closed: Company(numbers[0]),
        open: Company(numbers[1]),
        overdue: Company(numbers[2]),
        undated: Company(numbers[3]),
        open_any: Company(numbers[4]),
        commit: Company(numbers[5]),
        best_case: Company(numbers[6]),
        generated: Company(numbers[7]),
        lost: Company(numbers[8]),
        closed_while_open: Company(numbers[9]),
        weighted: Company(numbers[10]),
        weighted_any: Company(numbers[11]),
        closed_deals: numbers[12],
        open_deals: numbers[13],
        overdue_deals: numbers[14],
        undated_deals: numbers[15],
        open_any_deals: numbers[16],
        generated_deals: numbers[17],
        lost_deals: numbers[18],
        closed_days: numbers[19],
        lost_days: numbers[20],
        open_any_days: numbers[21],
        without_rate: numbers[22],
    }
}
