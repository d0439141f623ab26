-- The log's head: one row. Its number is handed out under the row's lock (Postgres) or by the one writer (SQLite), so
-- that numbers are in commit order; recorded_at goes up with it.
create table log_head (
  id smallint primary key check (id = 1),
  last_log bigint not null,
  recorded_at bigint not null
);
insert into log_head (id, last_log, recorded_at) values (1, 0, 0);

-- Settings, as JSON, a row each time they change.
create table setting (
  log bigint primary key,
  recorded_at bigint not null,
  actor uuid,
  content text not null
);

-- People. Personal data is in person_identity, which can be erased while history stays.
create table person (
  id uuid primary key,
  external_key text unique,
  active boolean not null
);
create table person_identity (
  person_id uuid primary key references person (id),
  name text not null,
  email text unique
);
-- Who may sign in.
create table account_access (
  person_id uuid primary key references person (id),
  role text not null,
  password_hash text,
  last_seen bigint
);
create table invitation (
  token_hash bytea primary key,
  person_id uuid not null references person (id),
  expires_at bigint not null
);
create table session (
  token_hash bytea primary key,
  person_id uuid not null references person (id),
  created_at bigint not null,
  expires_at bigint not null
);
create index session_person on session (person_id);

create table team (
  id uuid primary key,
  external_key text unique,
  name text not null
);
create table account (
  id uuid primary key,
  external_key text unique,
  name text not null
);
create index account_name on account (name);
create table product (
  id uuid primary key,
  external_key text unique,
  name text not null,
  -- list price in minor units of the company's currency, for imports that know no amount
  list_price bigint
);
create table campaign (
  id uuid primary key,
  external_key text unique,
  name text not null
);

-- One run of an import. Its versions, facts and rates are staged with their place in the batch as position, invisible;
-- publishing sets log_base in one row, by which all become visible at once: log number = log_base + position.
-- The row with the nil id stands for everything written live: its log_base is 0, so a position is the log number itself.
create table batch (
  id uuid primary key,
  created_at bigint not null,
  actor uuid,
  status text not null,
  log_base bigint,
  -- the last log number of all in it
  log_last bigint,
  published_at bigint,
  undoes uuid,
  -- profile, files, questions, counts and progress, as JSON (contract::import)
  content text not null
);
create index batch_created on batch (created_at);
insert into batch (id, created_at, status, log_base, published_at, content)
  values ('00000000-0000-0000-0000-000000000000', 0, 'published', 0, 0, '{}');

-- Facts with a validity (domain::fact). Never changed; the greatest (valid_from, log number) counts.
create table fact (
  subject uuid not null,
  attribute smallint not null,
  valid_from integer not null,
  batch_id uuid not null references batch (id),
  position bigint not null,
  value text not null,
  primary key (subject, attribute, valid_from, batch_id, position)
);
create index fact_log on fact (batch_id, position);

-- Exchange rates, in billionths of one unit of the company's currency.
create table rate (
  currency text not null,
  day integer not null,
  batch_id uuid not null references batch (id),
  position bigint not null,
  rate bigint not null,
  primary key (currency, day, batch_id, position)
);
create index rate_log on rate (batch_id, position);

-- Targets: a row each time one is set; a null amount clears it. Dimension and key are empty for the whole company.
create table target (
  measure text not null,
  period text not null,
  dimension text not null,
  key text not null,
  batch_id uuid not null references batch (id),
  position bigint not null,
  amount bigint,
  primary key (measure, period, dimension, key, batch_id, position)
);
create index target_log on target (batch_id, position);

-- What the dry run had to say about rows.
create table finding (
  batch_id uuid not null references batch (id),
  position bigint not null,
  file text not null,
  line bigint not null,
  column_name text,
  value text not null,
  verdict text not null,
  reason text not null,
  primary key (batch_id, position)
);

-- Deals: append-only versions, never changed, never deleted. recorded_at of an imported version is its batch's
-- published_at. (Stored as 0 until read.)
create table opportunity_version (
  opportunity_id uuid not null,
  batch_id uuid not null references batch (id),
  position bigint not null,
  effective_at bigint not null,
  recorded_at bigint not null,
  actor uuid,
  cause smallint not null,
  name text not null,
  -- the name in lower case, where it has letters that the databases do not agree on
  search text,
  account_id uuid,
  owner_id uuid,
  deal_type smallint not null,
  currency text not null,
  -- JSON: [[line, product id or null, acv, one_off], …]: history is read whole
  lines text not null,
  estimated boolean not null,
  stage smallint not null,
  category smallint,
  close_day integer,
  source smallint,
  sourced_by uuid,
  campaign_id uuid,
  region text,
  term_months smallint,
  next_step text,
  next_step_day integer,
  lost_reason text,
  deleted boolean not null,
  primary key (opportunity_id, batch_id, position)
);
-- A follower of the log reads live versions and whole batches in this order.
create index opportunity_version_log on opportunity_version (batch_id, position);

-- Deals as they are now: derived, in the same transaction for live writes, by chunks after an import is published.
-- It can be dropped and made again from the versions.
create table opportunity (
  id uuid primary key,
  log bigint not null,
  effective_at bigint not null,
  name text not null,
  -- the name in lower case
  search text not null,
  account_id uuid,
  owner_id uuid,
  deal_type smallint not null,
  currency text not null,
  acv bigint not null,
  estimated boolean not null,
  stage smallint not null,
  category smallint,
  close_day integer,
  source smallint,
  sourced_by uuid,
  campaign_id uuid,
  region text,
  term_months smallint,
  next_step text,
  next_step_day integer,
  lost_reason text,
  deleted boolean not null
);
-- Lists are of some stages, by close date, deals without one last. What else they ask is in the indexes too, so that they are
-- counted and searched without looking at the deals.
create index opportunity_stage on opportunity (stage, coalesce(close_day, 100000), id, search) where not deleted;
create index opportunity_owner on opportunity (owner_id, stage, coalesce(close_day, 100000), id) where not deleted;
create index opportunity_sourced on opportunity (sourced_by, stage, coalesce(close_day, 100000), id, owner_id)
  where sourced_by is not null and not deleted;

-- The key a deal has in the system it was imported from. Known as soon as the batch is staged.
create table opportunity_key (
  external_key text primary key,
  opportunity_id uuid not null
);

-- Answers to writes that carried an Idempotency-Key, so that a retry gets the same one.
create table idempotency (
  person_id uuid not null,
  key text not null,
  request_hash bytea not null,
  body text not null,
  created_at bigint not null,
  primary key (person_id, key)
);
