-- Permits that all processes share: a row is a slot, held until released or until its lease ends.
-- Not a tenant's data: the key names a provider, and the limit protects it from all of us together.
create table permits (
  key text not null,
  slot integer not null,
  holder uuid,
  expires_at timestamptz(3),
  primary key (key, slot)
);
