create table if not exists held (
  wave varchar(200) not null,
  account varchar(400) not null,
  complete_after bigint,
  primary key (wave, account));
