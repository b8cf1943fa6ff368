create table if not exists copy_base (
  wave varchar(200) not null,
  account varchar(400) not null,
  folder bigint not null,
  target_uid_next bigint not null,
  primary key (wave, account, folder));

create table if not exists finding (
  folder bigint not null,
  kind varchar(12) not null,
  source_uid bigint not null,
  target_uid bigint not null,
  text varchar(2000) not null,
  primary key (folder, kind, source_uid, target_uid));
