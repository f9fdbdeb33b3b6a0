-- Kinds of insights that users saved; docs/decisions/0030-insights.md.

create table insight_kinds (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  user_id uuid not null,
  name text not null check (length(name) between 1 and 100),
  -- The kind of ours whose form it has.
  base text not null check (length(base) between 1 and 100),
  instructions text not null check (length(instructions) between 1 and 4000),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
create index insight_kinds_by_age on insight_kinds (tenant_id, created_at, id);
call isolate_tenant('insight_kinds');
