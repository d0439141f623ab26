-- A session that was ended from elsewhere is remembered as such, so that the device that held it can be told to forget what
-- it keeps. One that has run out, or was ended where it was held, is gone.
alter table session add column ended_at bigint;
