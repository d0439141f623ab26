-- What a deal holds beside its amount and its dates, as JSON: contacts, competitors, team, shares. Nothing is said of most
-- versions, and that costs nothing.
alter table opportunity_version add column detail text;
alter table opportunity add column detail text;

-- What was done about a deal, and what is to be done. Its id is made by whoever says so, so that saying it twice is once.
create table activity (
  opportunity_id uuid not null,
  id uuid not null,
  author_id uuid not null,
  contact_id uuid,
  kind smallint not null,
  -- when it happened; of a task, when it was written down
  at bigint not null,
  -- of a task, until when
  due_day integer,
  done_at bigint,
  content text not null,
  created_at bigint not null,
  deleted boolean not null,
  primary key (opportunity_id, id)
);
create index activity_task on activity (author_id, due_day, id) where due_day is not null and done_at is null and not deleted;

-- Where a deal's papers are.
create table link (
  opportunity_id uuid not null,
  id uuid not null,
  author_id uuid not null,
  url text not null,
  title text not null,
  created_at bigint not null,
  deleted boolean not null,
  primary key (opportunity_id, id)
);
