-- What the server does by itself at set times. done_at: the moment up to which it is done; held_until: whoever runs it
-- holds it by this lease, so that of several processes one runs, and what a crash left is taken over.
create table job (
  name text primary key,
  done_at bigint not null,
  began_at bigint,
  ended_at bigint,
  -- since the last success
  failures integer not null,
  retry_at bigint not null,
  error text,
  held_until bigint not null,
  holder uuid
);

-- What a person is told. Append-only but for read_at. once: what is to be told once only.
create table notice (
  id uuid primary key,
  person_id uuid not null references person (id),
  opportunity_id uuid,
  sender_id uuid,
  -- JSON (contract::inbox)
  content text not null,
  once text,
  created_at bigint not null,
  read_at bigint,
  unique (person_id, once)
);
create index notice_of_person on notice (person_id, id);
create index notice_unread on notice (person_id, id) where read_at is null;

-- Mails on their way, and those sent lately. sent_at or failed_at: there is nothing more to do. The address is looked up when it is
-- sent: personal data stays in person_identity.
create table mail_outbox (
  id uuid primary key,
  person_id uuid not null references person (id),
  -- JSON: subject, text, html
  content text not null,
  once text,
  created_at bigint not null,
  attempts integer not null,
  next_at bigint not null,
  held_until bigint not null,
  holder uuid,
  sent_at bigint,
  failed_at bigint,
  error text,
  unique (person_id, once)
);
create index mail_outbox_waiting on mail_outbox (next_at, id) where sent_at is null and failed_at is null;
create index mail_outbox_failed on mail_outbox (failed_at) where failed_at is not null;

-- What mail a person wants. token: what a link in a mail carries instead of a session.
create table mail_preference (
  person_id uuid primary key references person (id),
  token text not null unique,
  -- JSON (contract::mail)
  content text not null
);
