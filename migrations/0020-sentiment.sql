-- Scoring of conversations; docs/decisions/0020-timeline.md.

-- A span of the timeline that is scored by one engine.
create table transcript_scorings (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  engine text not null check (length(engine) between 1 and 200),
  -- Only what this import brought; null: whatever lies in the span.
  import_id uuid,
  since timestamptz(3) not null,
  -- Not included.
  until timestamptz(3) not null,
  status text not null default 'pending' check (status in ('pending', 'scoring', 'done', 'failed', 'cancelled')),
  -- Counts the runs: a write that carries an older one touches nothing.
  attempt integer not null default 0,
  job_id uuid,
  -- The last conversation that is scored.
  position_at timestamptz(3),
  position_id uuid,
  scored bigint not null default 0,
  turns bigint not null default 0,
  failure jsonb,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  version integer not null default 1,
  primary key (tenant_id, id),
  check (since < until)
);
create index transcript_scorings_by_age on transcript_scorings (tenant_id, created_at, id);
call isolate_tenant('transcript_scorings');

alter table usage_holds drop constraint usage_holds_kind_check;
alter table usage_holds add constraint usage_holds_kind_check check (
  kind in ('answer', 'query-embedding', 'chunk-embedding', 'embedding', 'document', 'sentiment'));
-- A lexicon costs a tenth of an embedding.
insert into prices (model, version, tokens_in, tokens_out, embedding_tokens, pages) values ('vader', 1, 10, 10, 10, 0);
