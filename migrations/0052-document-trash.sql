-- Documents that can be taken back; docs/decisions/0037-document-trash.md.

alter table documents add column deleted_at timestamptz(3);
create index documents_by_deletion on documents (tenant_id, deleted_at, id) where deleted_at is not null;
-- As with conversations: whoever forgets about the trash finds nothing in it.
create policy hide_deleted on documents as restrictive
  using (deleted_at is null or (select app_deleted()));

-- What lies in the trash does not keep the same file from being added again.
alter table documents drop constraint documents_tenant_id_library_id_sha256_key;
create unique index documents_by_content on documents (tenant_id, library_id, sha256) where deleted_at is null;
drop index documents_by_source_url;
create unique index documents_by_source_url on documents (tenant_id, library_id, source_url)
  where source_url is not null and deleted_at is null;
