-- Reviews that were taken back, by their log numbers: they count no more and are not told.
create table review_undone (
  review bigint primary key not null,
  recorded_at bigint not null
);
