-- Where the time of each document went, and who works. docs/state-machines.md

-- Since when a provider has been asking for pauses, without a window getting through meanwhile.
alter table documents add column put_back_since timestamptz(3);

-- One run of a document's ingestion; kept with the document.
create table document_attempts (
  tenant_id uuid not null,
  document_id uuid not null,
  -- As documents.attempt counts them.
  attempt integer not null,
  job_id uuid not null,
  -- From the moment its job was due until a worker took it.
  queue_wait_ms bigint not null check (queue_wait_ms >= 0),
  started_at timestamptz(3) not null default now(),
  -- The last committed window.
  progressed_at timestamptz(3) not null default now(),
  ended_at timestamptz(3),
  -- lost: its process died; the next attempt found it unended.
  outcome text check (outcome in ('ready', 'failed', 'put-back', 'handed-back', 'error', 'cancelled', 'lost')),
  -- { code, message, next_step } in words for the document's owner.
  failure jsonb,
  pages_from integer not null,
  pages_to integer not null,
  -- Milliseconds and counts by phase, as of the last committed window or its end.
  spent jsonb not null default '{}',
  primary key (tenant_id, document_id, attempt),
  foreign key (tenant_id, document_id) references documents (tenant_id, id) on delete cascade,
  check ((outcome is null) = (ended_at is null))
);
create index document_attempts_ready on document_attempts (tenant_id, ended_at) where outcome = 'ready';
call isolate_tenant('document_attempts');

-- Processes that work on jobs; not a tenant's data. One that stops beating is removed by the others.
create table workers (
  id uuid primary key,
  host text not null,
  pid integer not null,
  started_at timestamptz(3) not null default now(),
  beat_at timestamptz(3) not null default now(),
  running integer not null
);
