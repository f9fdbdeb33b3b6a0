-- Vectors that were served and shall be computed again for training; docs/decisions/0027-training-sets.md.

create table served_vectors (
  tenant_id uuid not null,
  id uuid not null,
  group_name text not null,
  group_version integer not null,
  entity text not null,
  -- Whose answer it was: what was asked for, and how far the log had been read then.
  at_ms bigint not null,
  end_ms bigint not null,
  positions jsonb not null,
  vector text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, group_name, group_version)
    references feature_groups (tenant_id, name, version) on delete cascade
);
create index served_vectors_by_entity on served_vectors (tenant_id, group_name, group_version, entity, at_ms);
call isolate_tenant('served_vectors');
