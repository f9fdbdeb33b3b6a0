-- Links that let anyone who holds them read one thing: docs/decisions/0031-web-app.md.
create table share_links (
  tenant_id uuid not null,
  id uuid not null,
  -- Who shares: what this user may not read (any more), the link does not show.
  user_id uuid not null,
  kind text not null check (kind in ('conversation', 'insight')),
  target_id uuid not null,
  secret_hash bytea not null,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
create unique index share_links_by_secret on share_links (secret_hash);
create index share_links_by_age on share_links (tenant_id, user_id, created_at, id);
call isolate_tenant('share_links');
create policy presented_secret on share_links for select using (secret_hash = (select app_credential()));
