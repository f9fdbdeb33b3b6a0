-- The search in history looks terms up by an index that keeps equal ones together, a few bytes for each row; what deletes
-- a conversation finds its terms by the key.
alter table history_terms drop constraint history_terms_pkey;
alter table history_terms add primary key (tenant_id, conversation_id, term);
create index history_terms_by_term on history_terms (tenant_id, user_id, term);
drop index history_terms_by_conversation;
