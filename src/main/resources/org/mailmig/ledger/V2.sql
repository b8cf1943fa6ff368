create table if not exists worker (
  name varchar(200) primary key,
  beat bigint not null);
