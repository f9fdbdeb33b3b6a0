-- Events of this partition that were appended before this may be deleted; null: all are there. docs/decisions/0036-features-at-scale.md
alter table event_partitions add column kept_from timestamptz(3);
