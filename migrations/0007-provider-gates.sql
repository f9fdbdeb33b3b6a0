-- Until when all processes leave a model provider alone, because it said so to one of them (429, Retry-After).
-- Not a tenant's data: the key names a provider.
create table provider_gates (
  provider text primary key,
  closed_until timestamptz(3) not null
);
