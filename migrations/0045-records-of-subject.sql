-- What one document or answer cost, without reading every record of its workspace.
create index usage_records_of_subject on usage_records (tenant_id, subject) where subject is not null;
