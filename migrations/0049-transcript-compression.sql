-- Turns are compressed by LZ4 where this PostgreSQL has it: a fraction of the time that pglz takes, for nearly the same size.
-- docs/decisions/0035-imports-and-requests.md
do $$
declare
  name text;
begin
  for name in select relname from pg_class where oid = 'public.transcripts'::regclass
    or oid in (select inhrelid from pg_inherits where inhparent = 'public.transcripts'::regclass)
  loop
    execute format('alter table public.%I alter column turns set compression lz4', name);
    execute format('alter table public.%I alter column turn_sentiments set compression lz4', name);
  end loop;
exception
  -- Built without it: pglz stays.
  when feature_not_supported then null;
end $$;

-- As before, but that a new month is compressed as the others are.
create or replace function ensure_transcript_month(at timestamptz) returns void language plpgsql
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
  execute format('create table public.%I'
    ' (like public.transcripts including defaults including constraints including compression)'
    ' with (fillfactor = 90)', name);
  execute format('call public.isolate_tenant(%L)', 'public.' || name);
  execute format('revoke all on public.%I from quarry_app', name);
  execute format('alter table public.transcripts attach partition public.%I for values from (%L) to (%L)',
    name, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
end $$;
