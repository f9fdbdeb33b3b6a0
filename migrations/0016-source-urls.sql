-- A document may be fetched from an address instead of being uploaded. Until it is fetched, it has no bytes: its
-- byte_size is 0 and its sha256 is that of the address.
alter table documents add column source_url text check (length(source_url) between 1 and 2000);
alter table documents add column fetched_at timestamptz(3);
-- The same address in the same library is the same document.
create unique index documents_by_source_url on documents (tenant_id, library_id, source_url)
  where source_url is not null;
