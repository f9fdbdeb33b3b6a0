-- Of an insight about whole libraries: which. What is added to them later makes it outdated, too.
alter table insights add column library_ids uuid[] not null default '{}';
