-- Answers that broke off and are gone on with; docs/decisions/0013-continued-answers.md.

-- Null once another run goes on with the answer: a message has one run at a time.
alter table runs alter column message_id drop not null;
-- The run whose answer this one goes on with.
alter table runs add column continues uuid;
-- How many parts of that run's log begin its own, behind the first: it did not write them, and is not billed for them.
alter table runs add column carried_parts integer not null default 0 check (carried_parts >= 0);
alter table runs add constraint runs_continued_once unique (tenant_id, continues);
alter table runs add foreign key (tenant_id, continues) references runs (tenant_id, id) on delete cascade;
