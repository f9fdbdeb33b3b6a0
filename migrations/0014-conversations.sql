-- Conversations that can be taken back, searched and judged; docs/decisions/0014-conversations.md.

-- On while a transaction works on deleted conversations themselves: to delete, list, restore or remove them.
create function app_deleted() returns boolean language sql stable parallel safe
  as $$ select coalesce(current_setting('app.deleted', true), '') = 'on' $$;

alter table conversations add column deleted_at timestamptz(3);
-- The version whose title the search in history knows; null: none.
alter table conversations add column indexed_version integer;
create index conversations_by_deletion on conversations (tenant_id, deleted_at, id) where deleted_at is not null;
create index conversations_unindexed on conversations (tenant_id, user_id) where indexed_version is distinct from version;
-- A deleted conversation is hidden here, once, and not in each query: whoever forgets it finds nothing.
create policy hide_deleted on conversations as restrictive
  using (deleted_at is null or (select app_deleted()));

-- How much of its text the search in history knows; null: nothing. An answer that goes on grows longer.
alter table messages add column indexed_length integer;
create index messages_unindexed on messages (tenant_id, conversation_id)
  where status <> 'streaming' and indexed_length is distinct from length(text);

-- Which words a user's conversations have, in their titles and messages.
create table history_terms (
  tenant_id uuid not null,
  user_id uuid not null,
  -- Compared byte by byte, so that the index serves beginnings of words.
  term text collate "C" not null,
  conversation_id uuid not null,
  -- The first message that has it; null: the title.
  message_id uuid,
  primary key (tenant_id, user_id, term, conversation_id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
create index history_terms_by_conversation on history_terms (tenant_id, conversation_id);
call isolate_tenant('history_terms');

-- What the person who asked thinks of an answer. One for each: a conversation has one reader.
create table answer_ratings (
  tenant_id uuid not null,
  message_id uuid not null,
  rating text not null check (rating in ('up', 'down')),
  comment text check (length(comment) between 1 and 2000),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, message_id),
  foreign key (tenant_id, message_id) references messages (tenant_id, id) on delete cascade
);
call isolate_tenant('answer_ratings');

-- Citations that do not bear out what they are cited for, as the reader sees it.
create table citation_reports (
  tenant_id uuid not null,
  message_id uuid not null,
  index integer not null,
  comment text check (length(comment) between 1 and 2000),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, message_id, index),
  foreign key (tenant_id, message_id, index) references citations (tenant_id, message_id, index) on delete cascade
);
call isolate_tenant('citation_reports');
