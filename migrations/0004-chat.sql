-- Conversations, their messages, and the runs that write answers. docs/state-machines.md draws the run's states.

create table conversations (
  tenant_id uuid not null,
  id uuid not null,
  -- Whose it is: colleagues of the same tenant do not read it.
  user_id uuid not null,
  -- Empty until someone names it or the first question does.
  title text not null default '' check (length(title) <= 200),
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
create index conversations_by_age on conversations (tenant_id, user_id, created_at, id);
call isolate_tenant('conversations');

create table messages (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  role text not null check (role in ('user', 'assistant')),
  -- An answer's text stays empty while its run writes; the run's parts hold what there is of it.
  text text not null default '',
  status text not null check (status in ('complete', 'streaming', 'stopped', 'failed', 'interrupted')),
  -- What was searched: { library_ids, document_ids }; empty lists mean everything.
  scope jsonb not null default '{"library_ids": [], "document_ids": []}',
  answered_by text check (answered_by in ('model', 'quotes', 'none')),
  model text,
  -- { code, message, next_step } in words for the reader.
  failure jsonb,
  -- { input_tokens, output_tokens, source }
  usage jsonb,
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade
);
create index messages_by_age on messages (tenant_id, conversation_id, created_at, id);
call isolate_tenant('messages');

create table runs (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  -- The answer it writes.
  message_id uuid not null,
  state text not null default 'streaming'
    check (state in ('streaming', 'complete', 'stopped', 'failed', 'interrupted')),
  -- The producer that writes it. Whatever it writes names the holder and asks for 'streaming': a run that was ended
  -- for it takes no further part.
  holder uuid not null,
  -- Moved on with every write and heartbeat; past it the producer counts as dead.
  lease_expires_at timestamptz(3) not null,
  cancel_requested_at timestamptz(3),
  last_seq integer not null default 0,
  created_at timestamptz(3) not null default now(),
  ended_at timestamptz(3),
  primary key (tenant_id, id),
  unique (tenant_id, message_id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id) on delete cascade,
  foreign key (tenant_id, message_id) references messages (tenant_id, id) on delete cascade
);
-- One answer at a time in a conversation, or their order would be anyone's guess.
create unique index runs_streaming on runs (tenant_id, conversation_id) where state = 'streaming';
create index runs_by_lease on runs (tenant_id, lease_expires_at) where state = 'streaming';
call isolate_tenant('runs');

-- The durable log that readers follow: what is not in it was shown to nobody.
create table run_parts (
  tenant_id uuid not null,
  run_id uuid not null,
  seq integer not null,
  -- As it is sent: { type, … }. Not jsonb: who reads it later gets the same bytes.
  part json not null,
  primary key (tenant_id, run_id, seq),
  foreign key (tenant_id, run_id) references runs (tenant_id, id) on delete cascade
);
call isolate_tenant('run_parts');

-- Without a foreign key to chunks and documents: a citation outlives the re-reading and the removal of its source.
create table citations (
  tenant_id uuid not null,
  message_id uuid not null,
  -- The number in the text's marker, such as [2].
  index integer not null,
  chunk_id uuid not null,
  document_id uuid not null,
  document_title text not null,
  paged boolean not null,
  page_start integer,
  page_end integer,
  headings text[] not null default '{}',
  -- Of the quotation: [[page, start, end], …] in UTF-16 code units of each page's text.
  spans jsonb not null default '[]',
  quote text not null,
  primary key (tenant_id, message_id, index),
  foreign key (tenant_id, message_id) references messages (tenant_id, id) on delete cascade
);
create index citations_by_document on citations (tenant_id, document_id);
call isolate_tenant('citations');
