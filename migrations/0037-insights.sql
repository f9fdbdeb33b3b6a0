-- Insights: what is written about documents, section by section; docs/decisions/0030-insights.md.

create table insights (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  -- Who asked for it; the whole tenant may read it.
  user_id uuid not null,
  -- Of ours, such as summary: what its sections look like.
  kind text not null check (length(kind) between 1 and 100),
  -- Of the saved kind it was made by, as it was called then.
  kind_name text check (length(kind_name) between 1 and 100),
  title text not null check (length(title) between 1 and 500),
  instructions text check (length(instructions) between 1 and 4000),
  -- BCP 47; null: that of the documents.
  language text check (length(language) between 2 and 35),
  status text not null default 'pending' check (status in ('pending', 'generating', 'ready', 'failed', 'cancelled')),
  -- Counts the runs: a write that carries an older one touches nothing.
  attempt integer not null default 0,
  job_id uuid,
  answered_by text check (answered_by in ('model', 'keyless')),
  model text,
  -- Null until it is planned.
  sections_total integer,
  sections_done integer not null default 0,
  passages_total integer not null default 0,
  passages_read integer not null default 0,
  tokens_in bigint not null default 0,
  tokens_out bigint not null default 0,
  credits bigint not null default 0,
  failure jsonb,
  -- What the model sent that could not be used.
  raw_reply text,
  copied_from uuid,
  finished_at timestamptz(3),
  deleted_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  version integer not null default 1,
  primary key (tenant_id, id)
);
create index insights_by_age on insights (tenant_id, created_at, id);
create index insights_by_deletion on insights (tenant_id, deleted_at, id) where deleted_at is not null;
call isolate_tenant('insights');
-- As with conversations: whoever forgets about the trash finds nothing in it.
create policy hide_deleted on insights as restrictive
  using (deleted_at is null or (select app_deleted()));

-- Whoever has a page open hears of each change: docs/decisions/0031-web-app.md.
create function announce_insight() returns trigger language plpgsql as $$ begin
  perform pg_notify('quarry_change', concat_ws(' ', coalesce(new.tenant_id, old.tenant_id), 'insight', coalesce(new.id, old.id)));
  return null;
end $$;
create trigger insights_announced after insert or update or delete on insights
  for each row execute function announce_insight();

-- What it was made from, as it was then.
create table insight_documents (
  tenant_id uuid not null,
  insight_id uuid not null,
  -- Outlives the document.
  document_id uuid not null,
  position integer not null,
  title text not null,
  sha256 bytea not null check (length(sha256) = 32),
  generation integer not null,
  -- When the document was last touched, and a finger print of its passages.
  touched_at timestamptz(3) not null,
  passages_print text not null,
  primary key (tenant_id, insight_id, document_id),
  foreign key (tenant_id, insight_id) references insights (tenant_id, id) on delete cascade
);
create index insight_documents_by_document on insight_documents (tenant_id, document_id);
call isolate_tenant('insight_documents');

-- 0 is the overview, which is written last.
create table insight_sections (
  tenant_id uuid not null,
  insight_id uuid not null,
  number integer not null check (number >= 0),
  title text not null,
  status text not null default 'pending' check (status in ('pending', 'done')),
  -- [{ heading, items: [{ text, sentences }], notes }]
  entries jsonb not null default '[]',
  primary key (tenant_id, insight_id, number),
  foreign key (tenant_id, insight_id) references insights (tenant_id, id) on delete cascade
);
call isolate_tenant('insight_sections');

-- What a section is written from; no longer kept once the insight is ready.
create table insight_passages (
  tenant_id uuid not null,
  insight_id uuid not null,
  section integer not null,
  -- Within its section, as the model is told it.
  number integer not null check (number >= 1),
  chunk_id uuid not null,
  document_id uuid not null,
  document_title text not null,
  paged boolean not null,
  page_start integer,
  page_end integer,
  headings text[] not null default '{}',
  spans jsonb not null default '[]',
  text text not null,
  primary key (tenant_id, insight_id, section, number),
  foreign key (tenant_id, insight_id, section) references insight_sections (tenant_id, insight_id, number) on delete cascade
);
call isolate_tenant('insight_passages');

create table insight_citations (
  tenant_id uuid not null,
  insight_id uuid not null,
  index integer not null check (index >= 1),
  citation jsonb not null,
  -- What the quotation was cut from: the overview is judged against it.
  passage text not null,
  primary key (tenant_id, insight_id, index),
  foreign key (tenant_id, insight_id) references insights (tenant_id, id) on delete cascade
);
call isolate_tenant('insight_citations');
