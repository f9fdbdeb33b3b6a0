-- Coarse tiles that end later than this may lack what the finest ones in the table have; null: none does.
-- docs/decisions/0046-coarse-tiles-late.md
alter table feature_progress add column settled_ms bigint;

-- Whoever takes a group over asks who has finest tiles that are newer than this. Rows come nearly in the order of time, so an index of
-- ranges costs next to nothing to keep.
create index feature_tiles_by_start on feature_tiles using brin (tenant_id, tile_start) with (autosummarize = on);
