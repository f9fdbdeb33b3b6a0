-- Plans, credits and what was used; docs/decisions/0008-credits.md. One credit is a million micro-credits, and every
-- amount is a whole number of micro-credits, tokens or pages.

-- Not a tenant's data: what may be subscribed to. A null limit means none.
create table plans (
  id text primary key check (id ~ '^[a-z][a-z0-9-]{0,62}$'),
  name text not null check (length(name) between 1 and 200),
  period text not null check (period in ('day', 'month')),
  credits_limit bigint check (credits_limit >= 0),
  pages_limit bigint check (pages_limit >= 0),
  created_at timestamptz(3) not null default now()
);
-- Tenants without a subscription are on the first one: a newcomer is counted, never stopped.
insert into plans (id, name, period, credits_limit, pages_limit) values
  ('local', 'Local', 'month', null, null),
  ('free', 'Free', 'month', 5000000, 1000);
-- Terms do not change under those who agreed to them: other terms are another plan, other prices another version.
revoke update, delete on plans from quarry_app;

-- Micro-credits for a thousand tokens or pages. A model without prices of its own has those of '*'.
create table prices (
  model text not null check (length(model) between 1 and 200),
  version integer not null check (version > 0),
  tokens_in bigint not null check (tokens_in >= 0),
  tokens_out bigint not null check (tokens_out >= 0),
  embedding_tokens bigint not null check (embedding_tokens >= 0),
  pages bigint not null check (pages >= 0),
  valid_from timestamptz(3) not null default now(),
  primary key (model, version)
);
insert into prices (model, version, tokens_in, tokens_out, embedding_tokens, pages) values ('*', 1, 1000, 4000, 100, 10000);
revoke update, delete on prices from quarry_app;

create table subscriptions (
  tenant_id uuid not null references tenants (id) on delete cascade,
  plan_id text not null references plans (id),
  since timestamptz(3) not null default now(),
  primary key (tenant_id)
);
call isolate_tenant('subscriptions');

-- One row for each tenant, meter and period, which every call of the tenant changes: little else stands in it, and
-- pages are left half empty, so that its versions stay on one page and in no index.
create table usage_counters (
  tenant_id uuid not null references tenants (id) on delete cascade,
  meter text not null check (meter in ('credits', 'pages')),
  period_start timestamptz(3) not null,
  period_end timestamptz(3) not null,
  limit_amount bigint check (limit_amount >= 0),
  used bigint not null default 0 check (used >= 0),
  reserved bigint not null default 0 check (reserved >= 0),
  -- How many of the requests that were folded into the last grant it had room for.
  granted integer not null default 0,
  primary key (tenant_id, meter, period_start),
  check (period_start < period_end),
  constraint within_limit check (used + reserved <= limit_amount)
) with (fillfactor = 50);
call isolate_tenant('usage_counters');

-- What a piece of work may cost at most, taken from the counters before it begins.
create table usage_holds (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('answer', 'query-embedding', 'chunk-embedding', 'embedding', 'document')),
  model text not null,
  -- The run or the document it is for.
  subject uuid,
  user_id uuid,
  request_id text,
  period_start timestamptz(3) not null,
  state text not null default 'held' check (state in ('held', 'settled', 'released', 'expired')),
  credits bigint not null check (credits >= 0),
  pages bigint not null check (pages >= 0),
  -- What the work has used so far, where it takes several transactions.
  measured_tokens bigint not null default 0 check (measured_tokens >= 0),
  measured_pages bigint not null default 0 check (measured_pages >= 0),
  price_model text not null,
  price_version integer not null,
  lease_expires_at timestamptz(3) not null,
  created_at timestamptz(3) not null default now(),
  ended_at timestamptz(3),
  primary key (tenant_id, id),
  check ((state = 'held') = (ended_at is null))
);
create unique index usage_holds_by_subject on usage_holds (tenant_id, subject) where state = 'held' and subject is not null;
create index usage_holds_of_subject on usage_holds (tenant_id, subject) where subject is not null;
create index usage_holds_by_lease on usage_holds (tenant_id, lease_expires_at) where state = 'held';
create index usage_holds_ended on usage_holds (tenant_id, ended_at) where state <> 'held';
call isolate_tenant('usage_holds');

create table usage_records (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  -- Null for a refund, which names the record it gives back instead.
  hold_id uuid,
  refund_of uuid,
  kind text not null,
  model text not null,
  subject uuid,
  user_id uuid,
  request_id text,
  tokens_in bigint not null default 0,
  tokens_out bigint not null default 0,
  -- Negative in refunds, so that sums need not know of them.
  pages bigint not null default 0,
  credits bigint not null,
  latency_ms integer check (latency_ms >= 0),
  source text not null check (source in ('provider', 'estimated', 'none')),
  price_model text not null,
  price_version integer not null,
  -- Of the counters it was taken from.
  period_start timestamptz(3) not null,
  reason text,
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, hold_id),
  unique (tenant_id, refund_of),
  foreign key (tenant_id, refund_of) references usage_records (tenant_id, id),
  check ((hold_id is null) <> (refund_of is null)),
  check (refund_of is not null or (credits >= 0 and pages >= 0)),
  check (refund_of is null or (credits <= 0 and pages <= 0))
);
create index usage_records_by_age on usage_records (tenant_id, created_at, id);
create index usage_records_by_period on usage_records (tenant_id, period_start);
-- Append-only: no policy lets anyone change or delete a row, so there are none to change.
alter table usage_records enable row level security;
alter table usage_records force row level security;
create policy tenant_rows on usage_records for select using (tenant_id = (select app_tenant()));
create policy tenant_adds on usage_records for insert with check (tenant_id = (select app_tenant()));

-- Who repeats a request with its key gets the first reply, not a second effect.
create table idempotency_keys (
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null,
  key text not null check (length(key) between 1 and 255),
  -- SHA-256 of method, path and body.
  fingerprint bytea not null check (length(fingerprint) = 32),
  -- The attempt that may have the effect; a later one takes over when it falls silent.
  holder uuid not null,
  lease_expires_at timestamptz(3) not null,
  state text not null default 'claimed' check (state in ('claimed', 'done')),
  -- What the effect made, set in its own transaction.
  effect_id uuid,
  -- The reply that was sent: { status, headers, body }.
  reply json,
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, user_id, key),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
create index idempotency_keys_by_age on idempotency_keys (tenant_id, created_at);
call isolate_tenant('idempotency_keys');
