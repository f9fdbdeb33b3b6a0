-- Definitions and what is computed of them; docs/decisions/0026-live-features.md.

create table feature_groups (
  tenant_id uuid not null references tenants (id) on delete cascade,
  name text not null check (name ~ '^[a-z0-9][a-z0-9_-]{0,99}$'),
  version integer not null check (version > 0),
  topic text not null,
  -- Not jsonb: the order of its features is the order of their answers.
  definition json not null,
  engine text not null default 'embedded' check (engine in ('embedded', 'kafka', 'flink')),
  state text not null default 'active' check (state in ('active', 'paused')),
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, name, version)
);
call isolate_tenant('feature_groups');

-- How far a group has come. Tiles, rejects and positions are committed together, by the holder of the current epoch alone.
create table feature_progress (
  tenant_id uuid not null,
  group_name text not null,
  group_version integer not null,
  holder uuid,
  lease_expires_at timestamptz(3),
  -- Rises with each holder and each reset: a write that carries an older one touches nothing.
  epoch bigint not null default 0,
  -- { "<partition>": [next offset, greatest event time in ms] }
  positions jsonb not null default '{}',
  processed bigint not null default 0,
  filtered bigint not null default 0,
  duplicate bigint not null default 0,
  late bigint not null default 0,
  dead bigint not null default 0,
  -- Why it stands still, such as a registry that is away; null: it does not.
  paused_reason text,
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, group_name, group_version),
  foreign key (tenant_id, group_name, group_version)
    references feature_groups (tenant_id, name, version) on delete cascade
);
call isolate_tenant('feature_progress');

create table feature_tiles (
  tenant_id uuid not null,
  group_name text not null,
  group_version integer not null,
  entity text not null,
  resolution_ms integer not null,
  -- Milliseconds since 1970, a multiple of the resolution.
  tile_start bigint not null,
  n integer not null,
  -- The canonical text of the partials: equal tiles are equal bytes, whoever wrote them.
  partials text not null,
  -- Hashes (8 bytes each) of the ids that were counted, of tiles that may still change.
  seen bytea,
  primary key (tenant_id, group_name, group_version, entity, resolution_ms, tile_start),
  foreign key (tenant_id, group_name, group_version)
    references feature_groups (tenant_id, name, version) on delete cascade
) with (fillfactor = 80);
call isolate_tenant('feature_tiles');
