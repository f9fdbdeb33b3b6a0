-- Documents go to the trash first, as conversations and insights do.
create trigger audit_document_thrown after update of deleted_at on documents
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function audit_act('document', 'thrown-away', 'title', 'library_id');
