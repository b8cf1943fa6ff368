create table if not exists stamp_server (
  mailbox bigint primary key,
  name varchar(500),
  address varchar(200) not null);

create table if not exists entry_claim (
  entry varchar(64) primary key,
  mailbox bigint not null,
  wave varchar(200) not null,
  account varchar(400) not null);
