-- Access that is taken away for a while: the person stays in the list, and cannot sign in.
alter table account_access add column disabled boolean not null default false;
