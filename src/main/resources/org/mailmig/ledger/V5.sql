alter table account add column if not exists hold boolean default false not null;
alter table account add column if not exists complete_after bigint;
