-- Until when whoever stages a batch holds it. What is staged and not held any more is cleaned up: its holder is gone.
-- 0: given up, being cleaned up; null: nothing is staged.
alter table batch add column held_until bigint;
update batch set held_until = 0 where log_base is null;
