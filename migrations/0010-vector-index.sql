-- Which vectors there are, how they are scanned, and the graphs of large libraries. docs/decisions/0010-vector-index.md

-- How a library is indexed and ranked: { index?, weights?, embedding_model? }; what is left out is chosen by us.
alter table libraries add column retrieval jsonb not null default '{}' check (jsonb_typeof(retrieval) = 'object');

-- Half precision halves what a scan reads. Compiled to WebAssembly it is four times slower than single precision.
do $$ begin
  execute format('create domain stored_vector as %s',
    case when version() like '%wasm%' then 'vector' else 'halfvec' end);
end $$;

-- The vectors that one model made of one library. Searches use the active set; another may be built beside it.
create table vector_sets (
  tenant_id uuid not null,
  id bigint generated always as identity,
  library_id uuid not null,
  model text not null check (length(model) between 1 and 200),
  dimensions integer not null check (dimensions between 1 and 16000),
  state text not null check (state in ('building', 'active')),
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, library_id) references libraries (tenant_id, id) on delete cascade,
  unique (tenant_id, library_id, model)
);
create unique index vector_sets_active on vector_sets (tenant_id, library_id) where state = 'active';

-- Rows from before: the most frequent model of each library becomes its active set.
alter table chunk_vectors no force row level security;
insert into vector_sets (tenant_id, library_id, model, dimensions, state)
  select distinct on (tenant_id, library_id) tenant_id, library_id, model, dimensions, 'active'
  from (select tenant_id, library_id, model, vector_dims(embedding) as dimensions, count(*) as rows
    from chunk_vectors group by 1, 2, 3, 4) as models
  order by tenant_id, library_id, rows desc, model;

alter table chunk_vectors
  add column set_id bigint,
  -- Ascends in the order of writing: see vector_graphs.
  add column number bigint generated always as identity,
  -- The sign of each dimension: Hamming distances of these choose what is compared exactly.
  add column signature bit varying;
update chunk_vectors v set set_id = s.id, signature = binary_quantize(v.embedding)
  from vector_sets s where s.tenant_id = v.tenant_id and s.library_id = v.library_id and s.model = v.model
    and s.dimensions = vector_dims(v.embedding);
delete from chunk_vectors where set_id is null;
-- Of length 1, so that an inner product is the cosine.
do $$ begin
  execute format('alter table chunk_vectors alter column embedding type %s using l2_normalize(embedding)',
    (select t.typname from pg_type d join pg_type t on t.oid = d.typbasetype where d.typname = 'stored_vector'));
end $$;
alter table chunk_vectors
  alter column set_id set not null,
  alter column signature set not null,
  alter column embedding set storage main,
  drop constraint chunk_vectors_pkey,
  -- Covers the scan of signatures: the vectors themselves are read only of what that scan chose.
  add primary key (tenant_id, set_id, document_id, chunk_id) include (generation, signature),
  add foreign key (tenant_id, set_id) references vector_sets (tenant_id, id) on delete cascade;
create index chunk_vectors_by_number on chunk_vectors (tenant_id, set_id, number);
alter table chunk_vectors force row level security;
call isolate_tenant('vector_sets');

-- A large set has a graph (HNSW): a table of its own, vector_graph_<set>_<number>, with the rows up to sealed_number.
-- Later rows are compared one by one until the graph takes them in: whoever writes never waits for it.
create table vector_graphs (
  tenant_id uuid not null,
  set_id bigint not null,
  number integer not null,
  m integer not null check (m between 2 and 100),
  ef_construction integer not null check (ef_construction between 4 and 1000 and ef_construction >= 2 * m),
  state text not null check (state in ('filling', 'ready')),
  sealed_number bigint not null default 0,
  row_count bigint not null default 0,
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, set_id, number),
  foreign key (tenant_id, set_id) references vector_sets (tenant_id, id) on delete cascade
);
call isolate_tenant('vector_graphs');

-- The application owns nothing and may create nothing but this: one table for a row of vector_graphs that the tenant
-- has, of a name and a shape that follow from the row. Row-level security holds in here, too.
create function create_vector_graph(p_set bigint, p_number integer) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  wanted record;
  name text := format('vector_graph_%s_%s', p_set, p_number);
begin
  select s.dimensions into strict wanted from vector_graphs g join vector_sets s using (tenant_id)
    where s.id = g.set_id and g.set_id = p_set and g.number = p_number and g.tenant_id = app_tenant();
  execute format('create table %I (tenant_id uuid not null, document_id uuid not null, chunk_id uuid not null,'
    ' number bigint not null, embedding %s(%s) not null)', name,
    (select t.typname from pg_type d join pg_type t on t.oid = d.typbasetype where d.typname = 'stored_vector'),
    wanted.dimensions);
  execute format('alter table %I alter column embedding set storage plain', name);
  execute format('call isolate_tenant(%L)', name);
  execute format('revoke all on %I from public; grant select, insert on %I to quarry_app', name, name);
end $$;

create function index_vector_graph(p_set bigint, p_number integer) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  wanted record;
  name text := format('vector_graph_%s_%s', p_set, p_number);
begin
  select m, ef_construction into strict wanted from vector_graphs
    where set_id = p_set and number = p_number and tenant_id = app_tenant();
  execute format('create index %I on %I using hnsw (embedding %s_ip_ops) with (m = %s, ef_construction = %s)',
    name || '_hnsw', name,
    (select t.typname from pg_type d join pg_type t on t.oid = d.typbasetype where d.typname = 'stored_vector'),
    wanted.m, wanted.ef_construction);
end $$;

create function drop_vector_graph() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  execute format('drop table if exists %I', format('vector_graph_%s_%s', old.set_id, old.number));
  return null;
end $$;
create trigger graph_table_goes_with_row after delete on vector_graphs
  for each row execute function drop_vector_graph();

revoke all on function create_vector_graph(bigint, integer) from public;
revoke all on function index_vector_graph(bigint, integer) from public;
revoke all on function drop_vector_graph() from public;
grant execute on function create_vector_graph(bigint, integer) to quarry_app;
grant execute on function index_vector_graph(bigint, integer) to quarry_app;
