-- The embedded registry of event schemas; docs/decisions/0028-schemas-and-kafka.md.

create table schema_registries (
  tenant_id uuid primary key references tenants (id) on delete cascade,
  -- Ids are the tenant's own: they say nothing of how many schemas others have.
  next_id integer not null default 1,
  compatibility text not null default 'BACKWARD'
);
call isolate_tenant('schema_registries');

create table schema_texts (
  tenant_id uuid not null references schema_registries (tenant_id) on delete cascade,
  id integer not null,
  -- Of the normalised text.
  sha256 bytea not null check (length(sha256) = 32),
  -- As it was sent first.
  text text not null,
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, sha256)
);
call isolate_tenant('schema_texts');

create table schema_subjects (
  tenant_id uuid not null references schema_registries (tenant_id) on delete cascade,
  name text not null check (length(name) between 1 and 300),
  -- Null: the registry's.
  compatibility text,
  last_version integer not null default 0,
  primary key (tenant_id, name)
);
call isolate_tenant('schema_subjects');

create table schema_versions (
  tenant_id uuid not null,
  subject text not null,
  version integer not null,
  schema_id integer not null,
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, subject, version),
  unique (tenant_id, subject, schema_id),
  foreign key (tenant_id, subject) references schema_subjects (tenant_id, name) on delete cascade,
  foreign key (tenant_id, schema_id) references schema_texts (tenant_id, id)
);
call isolate_tenant('schema_versions');
