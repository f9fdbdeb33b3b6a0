-- Library -> document -> chunk. docs/state-machines.md draws the document's states.

create table libraries (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
create index libraries_by_age on libraries (tenant_id, created_at, id);
call isolate_tenant('libraries');

create table documents (
  tenant_id uuid not null,
  id uuid not null,
  library_id uuid not null,
  title text not null check (length(title) between 1 and 500),
  file_name text not null check (length(file_name) between 1 and 500),
  media_type text not null,
  byte_size bigint not null check (byte_size >= 0),
  -- Of the uploaded bytes: the same bytes in the same library are the same document.
  sha256 bytea not null check (length(sha256) = 32),
  status text not null default 'pending'
    check (status in ('pending', 'extracting', 'embedding', 'ready', 'failed', 'cancelled')),
  -- What readers see: rows of pages and chunks with exactly this generation. 0 = nothing yet.
  generation integer not null default 0,
  -- Counts the ingestion's runs: a write that carries an older one touches nothing. Every run goes on with
  -- generation + 1 behind the last window of pages that was committed.
  attempt integer not null default 0,
  -- The job that ingests it, or did.
  job_id uuid,
  format text,
  -- False where page numbers mean "part n" rather than a sheet of paper.
  paged boolean not null default true,
  page_count integer,
  -- Where the current ingestion stands: pages read, batches indexed, and how the chunker goes on from there.
  pages_done integer not null default 0,
  segments_done integer not null default 0,
  chunker_state text,
  chunk_count integer not null default 0,
  token_count bigint not null default 0,
  warnings jsonb not null default '[]',
  -- { code, message, next_step } of a failed document, in words for its owner.
  failure jsonb,
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, library_id) references libraries (tenant_id, id) on delete cascade,
  unique (tenant_id, library_id, sha256)
);
create index documents_by_age on documents (tenant_id, library_id, created_at, id);
create index documents_by_age_across on documents (tenant_id, created_at, id);
create index documents_unfinished on documents (tenant_id, updated_at)
  where status in ('pending', 'extracting', 'embedding');
call isolate_tenant('documents');

-- Whoever shows a document hears of every change when it commits.
create function notify_document() returns trigger language plpgsql as $$ begin
  perform pg_notify('quarry_document', coalesce(new.id, old.id)::text);
  return null;
end $$;
create trigger documents_changed after update or delete on documents
  for each row execute function notify_document();

create table document_pages (
  tenant_id uuid not null,
  document_id uuid not null,
  generation integer not null,
  number integer not null,
  text text not null,
  width real,
  height real,
  -- [{ kind, start, end, level?, box? }] in reading order; spans count UTF-16 code units of text.
  blocks jsonb not null default '[]',
  -- [[start, end, x, y, width, height], …] in points from the top left corner.
  words jsonb not null default '[]',
  warnings jsonb not null default '[]',
  primary key (tenant_id, document_id, generation, number),
  foreign key (tenant_id, document_id) references documents (tenant_id, id) on delete cascade
);
call isolate_tenant('document_pages');

create table chunks (
  tenant_id uuid not null,
  id uuid not null,
  library_id uuid not null,
  document_id uuid not null,
  generation integer not null,
  -- Position in the document, from 0.
  ordinal integer not null,
  text text not null check (length(text) between 1 and 20000),
  -- The headings above it, outermost first.
  headings text[] not null default '{}',
  -- Where the text stands: [[page, start, end], …] in UTF-16 code units of each page's text; the slices, joined by
  -- line breaks, are the text. Empty for chunks that were not cut from a page.
  spans jsonb not null default '[]',
  page_start integer,
  page_end integer,
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, document_id) references documents (tenant_id, id) on delete cascade,
  foreign key (tenant_id, library_id) references libraries (tenant_id, id) on delete cascade,
  unique (tenant_id, document_id, generation, ordinal)
);
call isolate_tenant('chunks');
