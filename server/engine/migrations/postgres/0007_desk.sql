-- Views of the list of deals: a question with a name. Without an author it is one of those there are from the start, whose
-- name stands in the texts of the screens under `standard`; changed, it gets a name of its own.
create table saved_view (
  id uuid primary key,
  author uuid references person (id),
  standard text,
  name text not null,
  shared boolean not null,
  place bigint not null,
  condition text not null,
  search text not null,
  kind text not null,
  sort text not null,
  columns text not null
);
create index saved_view_author on saved_view (author);

-- The columns somebody chose for the list.
create table list_columns (
  person_id uuid primary key references person (id),
  columns text not null
);

-- Changes of many deals at once: what was asked, what was previewed for each, and what became of it. `change` is JSON;
-- `patch` is the change of one deal and `back` what takes it back, as JSON; `version` is what it became.
create table bulk_change (
  id uuid primary key,
  person_id uuid not null references person (id),
  created_at bigint not null,
  change text not null,
  state text not null
);
create index bulk_change_person on bulk_change (person_id, created_at);
create table bulk_item (
  bulk_id uuid not null references bulk_change (id),
  place bigint not null,
  opportunity_id uuid not null,
  base bigint not null,
  name text not null,
  patch text not null,
  back text not null,
  outcome text not null,
  reason text not null,
  version bigint,
  primary key (bulk_id, place)
);

insert into saved_view (id, author, standard, name, shared, place, condition, search, kind, sort, columns) values
  ('00000000-0000-0000-0000-000000000001', null, 'mine', 'My open deals', true, 1, 'owner:me', '', 'open', 'close', ''),
  ('00000000-0000-0000-0000-000000000002', null, 'quarter', 'Closing this quarter', true, 2, 'close:this_quarter', '', 'open', 'close', ''),
  ('00000000-0000-0000-0000-000000000003', null, 'attention', 'Needs attention', true, 3, 'flag:blocking,warning', '', 'open', 'attention', ''),
  ('00000000-0000-0000-0000-000000000004', null, 'overdue', 'Overdue', true, 4, 'close:overdue', '', 'open', 'close', ''),
  ('00000000-0000-0000-0000-000000000005', null, 'commit', 'Commit without next step', true, 5, 'category:commit;flag:no_next_step', '', 'open', '-amount', ''),
  ('00000000-0000-0000-0000-000000000006', null, 'quiet', 'No change for 30 days', true, 6, 'flag:quiet', '', 'open', '-amount', '');
