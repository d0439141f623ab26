-- What a merge looks for: the deals of an account, and the accounts below it (attribute 11 is the parent).
create index opportunity_account on opportunity (account_id, id) where account_id is not null;
create index fact_parent on fact (value, subject) where attribute = 11;
