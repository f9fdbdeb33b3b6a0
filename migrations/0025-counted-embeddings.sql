-- Whether any of the tokens that a hold's steps measured were estimated, because their provider did not count them.
alter table usage_holds add column measured_estimated boolean not null default true;
alter table usage_holds alter column measured_estimated set default false;
