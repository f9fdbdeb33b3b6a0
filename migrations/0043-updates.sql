-- What changed, for whoever has a page open: docs/decisions/0031-web-app.md.

-- "<tenant> <kind> <id>", and whose it is where colleagues do not see it. A row that changes twice in one transaction is
-- announced once.
create function announce_change() returns trigger language plpgsql as $$
declare
  changed record;
  owner uuid;
begin
  if tg_op = 'DELETE' then changed := old; else changed := new; end if;
  if tg_nargs > 1 then owner := to_jsonb(changed) ->> tg_argv[1]; end if;
  perform pg_notify('quarry_change', concat_ws(' ', changed.tenant_id, tg_argv[0], changed.id, owner));
  return null;
end $$;

create trigger documents_announced after insert or update or delete on documents
  for each row execute function announce_change('document');
create trigger conversations_announced after insert or update or delete on conversations
  for each row execute function announce_change('conversation', 'user_id');
create trigger imports_announced after insert or update on transcript_imports
  for each row execute function announce_change('import');
create trigger scorings_announced after insert or update on transcript_scorings
  for each row execute function announce_change('scoring');

-- An answer that began or ended is a change of its conversation; its words are read from its run.
create function announce_run() returns trigger language plpgsql as $$ begin
  perform pg_notify('quarry_change', concat_ws(' ', new.tenant_id, 'conversation', new.conversation_id,
    (select user_id from conversations where tenant_id = new.tenant_id and id = new.conversation_id)));
  return null;
end $$;
create trigger runs_announced after insert or update of state on runs
  for each row execute function announce_run();
