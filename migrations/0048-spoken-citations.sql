-- Who says what is cited, and when; null where the source is no conversation. docs/decisions/0035-imports-and-requests.md
alter table citations add column speaker text;
-- From the begin of the conversation; null where it is not known.
alter table citations add column offset_ms bigint;
