-- What a company is found by, beside its name: the name as it is compared (domain::name), in an index for prefixes and for
-- duplicates; its web address and the domain of it. `log` is the revision: the log number of the last change on a screen;
-- `touched` says, as JSON, at which log number each field was changed, so that only the same field is a conflict.
-- What was merged into another stays, and leads there.
alter table account add column search text not null default '';
alter table account add column website text;
alter table account add column domain text;
alter table account add column phone text;
alter table account add column created_at bigint not null default 0;
alter table account add column merged_into blob;
alter table account add column log bigint not null default 0;
alter table account add column touched text not null default '{}';
create index account_search on account (search, id);
create index account_domain on account (domain, id) where domain is not null;
create index account_merged on account (merged_into) where merged_into is not null;
create index account_log on account (log) where log > 0;

alter table product add column active boolean not null default true;
alter table product add column created_at bigint not null default 0;
alter table product add column log bigint not null default 0;
alter table product add column touched text not null default '{}';
create index product_log on product (log) where log > 0;

-- Somebody at a company that buys. Personal data is in contact_identity, which can be erased while history stays.
create table contact (
  id blob primary key,
  external_key text unique,
  account_id blob,
  created_at bigint not null,
  merged_into blob,
  log bigint not null,
  touched text not null,
  erased boolean not null default false
) without rowid;
create index contact_account on contact (account_id, id);
create index contact_merged on contact (merged_into) where merged_into is not null;
create index contact_log on contact (log) where log > 0;
create table contact_identity (
  contact_id blob primary key references contact (id),
  name text not null,
  -- the name as it is compared
  search text not null,
  title text,
  email text,
  domain text,
  phone text
) without rowid;
create index contact_identity_search on contact_identity (search, contact_id);
create index contact_identity_email on contact_identity (email, contact_id) where email is not null;
create index contact_identity_domain on contact_identity (domain, contact_id) where domain is not null;

-- Duplicates that were made one, with all it takes to undo it, as JSON.
create table merge (
  id blob primary key,
  -- an account or a contact
  kind smallint not null,
  survivor blob not null,
  at bigint not null,
  actor blob,
  log bigint not null,
  content text not null,
  undone_at bigint,
  undone_by blob
) without rowid;
create index merge_survivor on merge (survivor, id);

-- Pairs that somebody has said are not the same.
create table distinct_pair (
  one blob not null,
  other blob not null,
  actor blob,
  at bigint not null,
  primary key (one, other)
) without rowid;
