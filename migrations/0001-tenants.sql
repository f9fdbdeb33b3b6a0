-- Roles, tenants, users, credentials. Written for PostgreSQL >= 15 and PGlite alike.

-- The role every request and job works as. It owns nothing and bypasses nothing.
do $$ begin
  if not exists (select from pg_roles where rolname = 'quarry_app') then
    create role quarry_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
end $$;

grant usage on schema public to quarry_app;
alter default privileges in schema public grant select, insert, update, delete on tables to quarry_app;
alter default privileges in schema public grant usage, select on sequences to quarry_app;
-- Made by the migrator before these privileges were: a program that starts compares it with what it knows.
grant select on schema_migrations to quarry_app;

-- Null while no tenant is set, and nothing equals null: a query that forgot its tenant sees no row.
create function app_tenant() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.tenant_id', true), '')::uuid $$;

create function app_credential() returns bytea language sql stable parallel safe
  as $$ select decode(nullif(current_setting('app.credential_hash', true), ''), 'hex') $$;

create function app_maintenance() returns boolean language sql stable parallel safe
  as $$ select coalesce(current_setting('app.maintenance', true), '') = 'on' $$;

-- Called once for each tenant table: rows of other tenants neither show nor can be written, not even by the owner.
create procedure isolate_tenant(target regclass) language plpgsql as $$ begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy tenant_rows on %s using (tenant_id = (select app_tenant()))'
    ' with check (tenant_id = (select app_tenant()))', target);
end $$;

create table tenants (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  created_at timestamptz(3) not null default now()
);
alter table tenants enable row level security;
alter table tenants force row level security;
create policy tenant_rows on tenants using (id = (select app_tenant())) with check (id = (select app_tenant()));
-- Maintenance duties list the tenants and then visit each as itself.
create policy maintenance_list on tenants for select using ((select app_maintenance()));

create table users (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  email text not null check (length(email) <= 320),
  name text not null default '',
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, email)
);
call isolate_tenant('users');

create table memberships (
  tenant_id uuid not null,
  user_id uuid not null,
  role text not null check (role in ('owner', 'member', 'viewer')),
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, user_id),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
call isolate_tenant('memberships');

-- Only SHA-256 hashes of random secrets are stored. A row is also visible to whoever presents its secret,
-- because a credential is looked up before it is known whose it is.
create table sign_in_links (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  secret_hash bytea not null,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
create unique index sign_in_links_by_secret on sign_in_links (secret_hash);
call isolate_tenant('sign_in_links');
create policy presented_secret on sign_in_links for select using (secret_hash = (select app_credential()));

create table sessions (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  secret_hash bytea not null,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  last_seen_at timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
create unique index sessions_by_secret on sessions (secret_hash);
call isolate_tenant('sessions');
create policy presented_secret on sessions for select using (secret_hash = (select app_credential()));

create table api_keys (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  name text not null check (length(name) between 1 and 200),
  -- The first characters, so that people recognise a key in a list.
  hint text not null,
  secret_hash bytea not null,
  scopes text[] not null,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
  unique (tenant_id, name)
);
create unique index api_keys_by_secret on api_keys (secret_hash);
create index api_keys_by_age on api_keys (tenant_id, created_at, id);
call isolate_tenant('api_keys');
create policy presented_secret on api_keys for select using (secret_hash = (select app_credential()));

-- One row: what all processes on this database share.
create table instance (
  only_row boolean primary key default true check (only_row),
  id uuid not null default gen_random_uuid(),
  -- Signs cursors. Random enough: two version 4 UUIDs hold 244 random bits.
  cursor_secret text not null default gen_random_uuid()::text || gen_random_uuid()::text
);
insert into instance default values;
revoke insert, update, delete on instance from quarry_app;
