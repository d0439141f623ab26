-- Mails lead to the settings of whoever is signed in: a token of their own is not needed.
drop table mail_preference;
create table mail_preference (
  person_id uuid primary key references person (id),
  -- JSON (contract::mail)
  content text not null
);
