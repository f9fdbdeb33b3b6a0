-- What search reads: packed keyword postings and vectors. docs/decisions/0004-keyword-index.md

create extension if not exists vector;

-- Up to 100 chunks of one generation of a document, indexed together. A change of a chunk replaces its segment by one
-- with a new id, so that a search which began before finds nothing under the old id rather than another chunk.
create table chunk_segments (
  tenant_id uuid not null,
  id bigint generated always as identity,
  library_id uuid not null,
  document_id uuid not null,
  generation integer not null,
  -- Counts the batches of a generation; changed and added chunks count on.
  number integer not null,
  -- Postings name a chunk by its place in this array, from 0.
  chunk_ids uuid[] not null check (cardinality(chunk_ids) between 1 and 256),
  chunk_count integer not null check (chunk_count = cardinality(chunk_ids)),
  token_count bigint not null check (token_count >= 0),
  -- Which version of the tokenizer made the terms.
  tokenizer integer not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, document_id) references documents (tenant_id, id) on delete cascade,
  foreign key (tenant_id, library_id) references libraries (tenant_id, id) on delete cascade,
  unique (tenant_id, document_id, generation, number)
);
create index chunk_segments_by_library on chunk_segments (tenant_id, library_id);
call isolate_tenant('chunk_segments');

create table chunk_postings (
  tenant_id uuid not null,
  library_id uuid not null,
  term text collate "C" not null,
  segment_id bigint not null,
  -- Four bytes for each chunk that has the term: its place in the segment, how often (at most 255),
  -- and how many terms it has in all (two bytes, low one first).
  entries bytea not null check (length(entries) > 0 and length(entries) % 4 = 0),
  primary key (tenant_id, library_id, term, segment_id)
);
create index chunk_postings_by_segment on chunk_postings (tenant_id, segment_id);
call isolate_tenant('chunk_postings');

-- In place of a foreign key, which looks up the segment once for each of its thousands of terms: a third of the time
-- that writing takes. Postings are inserted with their segment, in one transaction, and never moved.
create function delete_postings() returns trigger language plpgsql as $$
declare segment record;
begin
  -- One by one: a join would leave it to the planner to read all postings instead.
  for segment in select tenant_id, id from gone loop
    delete from chunk_postings where tenant_id = segment.tenant_id and segment_id = segment.id;
  end loop;
  return null;
end $$;
create trigger postings_go_with_segment after delete on chunk_segments
  referencing old table as gone for each statement execute function delete_postings();

-- Narrow, and apart from the text: a scan reads nothing but what it compares.
create table chunk_vectors (
  tenant_id uuid not null,
  library_id uuid not null,
  document_id uuid not null,
  chunk_id uuid not null,
  generation integer not null,
  model text not null check (length(model) between 1 and 200),
  embedding vector not null,
  primary key (tenant_id, library_id, document_id, chunk_id, model),
  foreign key (tenant_id, chunk_id) references chunks (tenant_id, id) on delete cascade
);
create index chunk_vectors_by_chunk on chunk_vectors (tenant_id, chunk_id);
-- Main keeps a vector in the row, like plain, as long as it fits a page; a longer one can still be stored.
alter table chunk_vectors alter column embedding set storage main;
call isolate_tenant('chunk_vectors');
