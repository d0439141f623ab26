-- What a review of a deal came to. Append-only, in the order of the log; saw and made are versions of the deal by their log
-- numbers, made is null if nothing was changed. week: its first day.
create table review (
  log bigint primary key not null,
  opportunity_id uuid not null,
  week integer not null,
  reviewer_id uuid not null,
  disposition smallint not null,
  note text not null,
  saw bigint not null,
  made bigint,
  recorded_at bigint not null
);
create index review_deal on review (opportunity_id, log);
create index review_week on review (week, opportunity_id);

-- A flag that is not held against a deal up to and including a day. Append-only: of several for the same flag the last counts.
create table waiver (
  log bigint primary key not null,
  opportunity_id uuid not null,
  flag smallint not null,
  until integer not null,
  reason text not null,
  author_id uuid not null,
  recorded_at bigint not null
);
create index waiver_deal on waiver (opportunity_id, log);

-- How long won deals were in a stage: twice the median of days, by segment. Derived, and made again now and then.
create table typical_stay (
  segment text not null,
  stage smallint not null,
  half_days integer not null,
  deals integer not null,
  primary key (segment, stage)
);

-- Flags at the end of a day, by owner (the nil id: nobody): deals and ACV in the company's currency, of all open deals and of
-- those in Commit. flag 0: all deals; 100: those with a flag that blocks. Derived from history. log: how far it was known.
create table hygiene_day (
  day integer not null,
  owner_id uuid not null,
  flag smallint not null,
  deals bigint not null,
  acv bigint not null,
  commit_deals bigint not null,
  commit_acv bigint not null,
  primary key (day, owner_id, flag)
);
create table hygiene_day_known (
  day integer primary key not null,
  log bigint not null
);
