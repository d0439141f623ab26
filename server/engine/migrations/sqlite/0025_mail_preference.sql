-- Mails lead to the settings of whoever is signed in: a token of their own is not needed.
drop table mail_preference;
create table mail_preference (
  person_id blob primary key not null references person (id),
  -- JSON (contract::mail)
  content text not null
) without rowid;
