-- What filters look up: each field of a passage's metadata, or of a document's, as a row whose type the index knows.
-- `->` on jsonb is not leakproof, so under row-level security no index on the columns themselves would be used.
-- docs/decisions/0018-filters.md

create table metadata_values (
  tenant_id uuid not null,
  library_id uuid not null,
  field text collate "C" not null,
  -- s and the first 200 characters of a string, n for a number, btrue, bfalse, z for null, a for a list, o for an object.
  value text collate "C" not null,
  -- Of a number; of everything else 0.
  number double precision not null default 0,
  -- One of a list's.
  is_element boolean not null,
  document_id uuid not null,
  -- Null: of the document.
  chunk_id uuid,
  unique nulls not distinct (tenant_id, library_id, field, value, number, document_id, chunk_id, is_element),
  foreign key (tenant_id, document_id) references documents (tenant_id, id) on delete cascade,
  foreign key (tenant_id, chunk_id) references chunks (tenant_id, id) on delete cascade
);
create index metadata_values_by_document on metadata_values (tenant_id, document_id, chunk_id);
create index metadata_values_by_chunk on metadata_values (tenant_id, chunk_id) where chunk_id is not null;

-- Names longer than a filter may ask for are left out.
create function metadata_rows(metadata jsonb)
  returns table (field text, value text, number double precision, is_element boolean) language sql immutable as $$
  with fields as (
      select key, value, false as is_element from jsonb_each(metadata)
    union all
      select key, element, true from jsonb_each(metadata) as f (key, list)
        cross join lateral jsonb_array_elements(case when jsonb_typeof(list) = 'array' then list else '[]' end) as element)
  select distinct key,
    case jsonb_typeof(value)
      when 'string' then 's' || left(value #>> '{}', 200) when 'boolean' then 'b' || (value #>> '{}')
      when 'number' then 'n' when 'null' then 'z' when 'array' then 'a' else 'o' end,
    case jsonb_typeof(value) when 'number' then (value #>> '{}')::double precision else 0 end,
    is_element
  from fields where length(key) <= 200
$$;

create function note_document_metadata() returns trigger language plpgsql as $$ begin
  delete from metadata_values where tenant_id = new.tenant_id and document_id = new.id and chunk_id is null;
  insert into metadata_values (tenant_id, library_id, field, value, number, is_element, document_id)
    select new.tenant_id, new.library_id, m.field, m.value, m.number, m.is_element, new.id
    from metadata_rows(new.metadata) m;
  return null;
end $$;
create trigger document_metadata_added after insert on documents
  for each row when (new.metadata <> '{}') execute function note_document_metadata();
create trigger document_metadata_changed after update of metadata on documents
  for each row when (new.metadata is distinct from old.metadata) execute function note_document_metadata();

create function note_chunk_metadata() returns trigger language plpgsql as $$ begin
  delete from metadata_values where tenant_id = new.tenant_id and chunk_id = new.id;
  insert into metadata_values (tenant_id, library_id, field, value, number, is_element, document_id, chunk_id)
    select new.tenant_id, new.library_id, m.field, m.value, m.number, m.is_element, new.document_id, new.id
    from metadata_rows(new.metadata) m;
  return null;
end $$;
create trigger chunk_metadata_changed after update of metadata on chunks
  for each row when (new.metadata is distinct from old.metadata) execute function note_chunk_metadata();

-- A batch at once; most passages, cut from pages, have no metadata.
create function note_added_chunks() returns trigger language plpgsql as $$ begin
  insert into metadata_values (tenant_id, library_id, field, value, number, is_element, document_id, chunk_id)
    select c.tenant_id, c.library_id, m.field, m.value, m.number, m.is_element, c.document_id, c.id
    from added c cross join lateral metadata_rows(c.metadata) m where c.metadata <> '{}';
  return null;
end $$;
create trigger chunk_metadata_added after insert on chunks
  referencing new table as added for each statement execute function note_added_chunks();

-- Rows from before.
alter table documents no force row level security;
alter table chunks no force row level security;
insert into metadata_values (tenant_id, library_id, field, value, number, is_element, document_id)
  select d.tenant_id, d.library_id, m.field, m.value, m.number, m.is_element, d.id
  from documents d cross join lateral metadata_rows(d.metadata) m where d.metadata <> '{}';
insert into metadata_values (tenant_id, library_id, field, value, number, is_element, document_id, chunk_id)
  select c.tenant_id, c.library_id, m.field, m.value, m.number, m.is_element, c.document_id, c.id
  from chunks c cross join lateral metadata_rows(c.metadata) m where c.metadata <> '{}';
alter table documents force row level security;
alter table chunks force row level security;
call isolate_tenant('metadata_values');
