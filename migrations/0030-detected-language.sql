-- What most of a conversation is said in, as its scoring found; `language` stays what its client declared.
alter table transcripts add column detected_language text;
