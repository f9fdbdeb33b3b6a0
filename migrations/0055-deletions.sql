-- Workspaces that go, and receipts of those that went: docs/decisions/0039-deletion.md.
create table deletions (
  id uuid primary key,
  -- Whose receipt this is, is known by who holds its secret; the workspace itself is named only until it is gone.
  secret_hash bytea not null unique,
  subject uuid,
  requested_at timestamptz(3) not null default now(),
  finished_at timestamptz(3),
  counts jsonb not null default '{}'
);
alter table deletions enable row level security;
alter table deletions force row level security;
create policy requested on deletions for insert with check (subject = (select app_tenant()));
create policy maintained on deletions using ((select app_maintenance())) with check ((select app_maintenance()));
create policy presented_secret on deletions for select using (secret_hash = (select app_credential()));
