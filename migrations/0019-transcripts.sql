-- Conversations and their imports; docs/decisions/0019-import.md, docs/decisions/0020-timeline.md.

-- One row for each conversation. Months are partitions, made ahead by a duty or by the import that needs them.
create table transcripts (
  tenant_id uuid not null references tenants (id) on delete cascade,
  -- When the conversation began, as its client says: what the timeline is sorted and cut into months by.
  created_at timestamptz(3) not null,
  -- Its first 48 bits are created_at in milliseconds, the others a hash of the content: the same conversation again has
  -- the same id, and an id alone says which partition holds it.
  id uuid not null,
  external_id text not null check (length(external_id) between 1 and 200),
  channel text check (length(channel) between 1 and 100),
  language text,
  ended_at timestamptz(3),
  -- Without a foreign key: a check for each row would cost more than it guards.
  import_id uuid,
  participants jsonb not null default '[]',
  -- [{ speaker, text, offset_ms }] in order.
  turns jsonb not null,
  turn_count integer not null,
  -- { "<speaker>": [turns, characters] }
  speakers jsonb not null default '{}',
  metadata jsonb not null default '{}',
  received_at timestamptz(3) not null default now(),
  -- Null until it is scored; a label of 'not-available' has no score.
  sentiment_engine text,
  sentiment_label text check (sentiment_label in ('positive', 'neutral', 'negative', 'not-available')),
  sentiment_score real check (sentiment_score between -1 and 1),
  sentiment_confidence real check (sentiment_confidence between 0 and 1),
  -- [[label, score, confidence, language], …] in the order of the turns.
  turn_sentiments jsonb,
  -- The turn with the lowest score, from 0.
  worst_turn integer,
  worst_score real,
  primary key (tenant_id, created_at, id)
) partition by range (created_at);
call isolate_tenant('transcripts');

-- What began before the first month that may be made. Nobody reads or writes a partition but through its parent.
create table transcripts_default partition of transcripts default;
call isolate_tenant('transcripts_default');
revoke all on transcripts_default from quarry_app;

-- Makes the partition of a month unless it is there. The application owns nothing, so it asks the owner by this.
create function ensure_transcript_month(at timestamptz) returns void language plpgsql
  security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  month timestamp := date_trunc('month', at at time zone 'UTC');
  name text := 'transcripts_' || to_char(month, 'YYYY_MM');
begin
  if at < timestamptz '2000-01-01Z' or at >= now() + interval '1 year' then return; end if;
  if to_regclass('public.' || name) is not null then return; end if;
  perform pg_advisory_xact_lock(7285117002);
  if to_regclass('public.' || name) is not null then return; end if;
  -- Made apart and then attached: readers and writers of the other months go on meanwhile.
  execute format('create table public.%I (like public.transcripts including defaults including constraints)'
    ' with (fillfactor = 90)', name);
  execute format('call public.isolate_tenant(%L)', 'public.' || name);
  execute format('revoke all on public.%I from quarry_app', name);
  execute format('alter table public.transcripts attach partition public.%I for values from (%L) to (%L)',
    name, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
end $$;
revoke all on function ensure_transcript_month(timestamptz) from public;
grant execute on function ensure_transcript_month(timestamptz) to quarry_app;

create table transcript_imports (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  file_name text not null check (length(file_name) between 1 and 500),
  byte_size bigint not null check (byte_size >= 0),
  sha256 bytea not null check (length(sha256) = 32),
  -- Where in a JSON object the array lies, outermost key first; null: found by looking.
  path text[],
  status text not null default 'pending' check (status in ('pending', 'importing', 'done', 'failed', 'cancelled')),
  -- Counts the runs: a write that carries an older one touches nothing.
  attempt integer not null default 0,
  job_id uuid,
  -- { format, offset, number, signature } behind the last item that was committed; null: from the beginning.
  position jsonb,
  -- Of the file as it lies there, compressed or not.
  bytes_read bigint not null default 0,
  accepted bigint not null default 0,
  rejected bigint not null default 0,
  duplicate bigint not null default 0,
  -- Where a file ends that was cut in the middle of an item, in bytes of its unpacked text.
  cut_at bigint,
  -- What the accepted conversations span.
  first_at timestamptz(3),
  last_at timestamptz(3),
  failure jsonb,
  -- The current attempt, for rate and ETA.
  attempt_started_at timestamptz(3),
  attempt_bytes_from bigint not null default 0,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  version integer not null default 1,
  primary key (tenant_id, id)
);
create index transcript_imports_by_age on transcript_imports (tenant_id, created_at, id);
call isolate_tenant('transcript_imports');

-- What could not be taken in, so that somebody can mend it and send it again.
create table transcript_rejects (
  tenant_id uuid not null,
  import_id uuid not null,
  -- Where it begins, in bytes of the unpacked text.
  byte_start bigint not null,
  byte_end bigint not null,
  -- Of the line or the item in its array, from 1.
  number bigint not null,
  code text not null,
  message text not null,
  -- The first 64 KiB as they came, whatever they are.
  raw bytea not null,
  primary key (tenant_id, import_id, byte_start),
  foreign key (tenant_id, import_id) references transcript_imports (tenant_id, id) on delete cascade
);
call isolate_tenant('transcript_rejects');
