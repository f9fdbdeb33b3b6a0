-- What was hard about a document, by code and counted to the end: the list of single warnings is cut. Documents that
-- were read before this have none until they are read again.
alter table documents add column warning_sums jsonb not null default '[]'
  check (jsonb_typeof(warning_sums) = 'array');
