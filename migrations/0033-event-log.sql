-- The embedded log of events; docs/decisions/0026-live-features.md.

create table event_topics (
  tenant_id uuid not null references tenants (id) on delete cascade,
  name text not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
  partitions integer not null check (partitions between 1 and 64),
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, name)
);
call isolate_tenant('event_topics');

-- The counter that offsets come from. Whoever appends holds its row until the commit, so offsets have neither gaps nor
-- rows that appear behind a reader.
create table event_partitions (
  tenant_id uuid not null,
  topic text not null,
  partition integer not null,
  next_offset bigint not null default 0,
  primary key (tenant_id, topic, partition),
  foreign key (tenant_id, topic) references event_topics (tenant_id, name) on delete cascade
);
call isolate_tenant('event_partitions');

create table event_log (
  tenant_id uuid not null,
  topic text not null,
  partition integer not null,
  log_offset bigint not null,
  key text,
  -- Of the Confluent wire format's header; null: the value is JSON.
  schema_id integer,
  -- As it came, header included, whatever it is.
  value bytea not null,
  appended_at timestamptz(3) not null default now(),
  primary key (tenant_id, topic, partition, log_offset)
);
call isolate_tenant('event_log');

-- What a group did not count: bytes that are no event (dead, one row for all groups of the topic) and events beyond a
-- group's lateness (late).
create table event_rejects (
  tenant_id uuid not null,
  topic text not null,
  kind text not null check (kind in ('dead', 'late')),
  -- Of a late event; '' for a dead one.
  group_name text not null default '',
  group_version integer not null default 0,
  partition integer not null,
  log_offset bigint not null,
  reason text not null,
  message text not null,
  value bytea not null,
  created_at timestamptz(3) not null default now(),
  -- Of the events that it was sent again as.
  replayed_at timestamptz(3),
  primary key (tenant_id, topic, kind, group_name, group_version, partition, log_offset)
);
call isolate_tenant('event_rejects');
