-- Who did what, when, and from where: docs/decisions/0038-audit-log.md.

create table audit_entries (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  created_at timestamptz(3) not null default now(),
  -- No foreign keys: what somebody did stays when they, or what they did it to, are gone. Null: the program itself.
  user_id uuid,
  credential_kind text,
  credential_id text,
  address text,
  request_id text,
  action text not null,
  target_kind text not null,
  target_id text not null,
  details jsonb not null default '{}',
  primary key (tenant_id, id)
);
create index audit_entries_by_age on audit_entries (tenant_id, created_at, id);

-- Append-only: nothing may be changed, and only what is old may go.
alter table audit_entries enable row level security;
alter table audit_entries force row level security;
create policy tenant_reads on audit_entries for select using (tenant_id = (select app_tenant()));
create policy tenant_adds on audit_entries for insert with check (tenant_id = (select app_tenant()));
create policy tenant_forgets on audit_entries for delete
  using (tenant_id = (select app_tenant()) and created_at < now() - interval '30 days');

create function app_actor() returns jsonb language sql stable
  as $$ select convert_from(decode(nullif(current_setting('app.actor', true), ''), 'hex'), 'utf8')::jsonb $$;

create function write_audit(tenant uuid, action text, kind text, target text, details jsonb, actor jsonb)
returns void language sql as $$
  insert into audit_entries (tenant_id, user_id, credential_kind, credential_id, address, request_id, action,
    target_kind, target_id, details)
  values (tenant, (actor ->> 'user_id')::uuid, actor ->> 'credential_kind', actor ->> 'credential_id',
    actor ->> 'address', actor ->> 'request_id', action, kind, target, details)
$$;

-- Arguments: the kind, the word for what was done, and the columns that tell more. In the transaction of the act, so
-- that neither is ever without the other. What a restore brings back, as the owner of the
-- tables, is nobody's act.
create function audit_act() returns trigger language plpgsql as $$
declare
  changed jsonb;
  actor jsonb := coalesce(app_actor(), '{}');
  details jsonb := '{}';
begin
  if current_user <> 'quarry_app' or current_setting('app.erasing', true) = 'on' then return null; end if;
  if tg_op = 'DELETE' then changed := to_jsonb(old); else changed := to_jsonb(new); end if;
  -- While a whole workspace goes, its log goes, too; before version 18, what a cascade deletes is told as the caller's.
  if not exists (select from tenants where id = (changed ->> 'tenant_id')::uuid) then return null; end if;
  for n in 2 .. tg_nargs - 1 loop
    details := details || jsonb_build_object(tg_argv[n], changed -> tg_argv[n]);
  end loop;
  -- Who signs in has no credential yet: it is being made.
  if tg_argv[0] = 'session' and actor ->> 'user_id' is null then
    actor := actor || jsonb_build_object('user_id', changed ->> 'user_id', 'credential_kind', 'session',
      'credential_id', changed ->> 'id');
  end if;
  perform write_audit((changed ->> 'tenant_id')::uuid, tg_argv[0] || '.' || tg_argv[1], tg_argv[0],
    coalesce(changed ->> 'id', changed ->> 'user_id', changed ->> 'name', changed ->> 'tenant_id'), details, actor);
  return null;
end $$;

create trigger audit_sign_in after insert on sessions
  for each row execute function audit_act('session', 'begun');
create trigger audit_sign_out after delete on sessions
  for each row when (old.expires_at > now()) execute function audit_act('session', 'ended', 'user_id');
create trigger audit_link after insert on sign_in_links
  for each row execute function audit_act('sign-in-link', 'created', 'user_id', 'expires_at');
create trigger audit_key_made after insert on api_keys
  for each row execute function audit_act('api-key', 'created', 'name', 'hint', 'scopes', 'expires_at', 'user_id');
create trigger audit_key_gone after delete on api_keys
  for each row execute function audit_act('api-key', 'deleted', 'name', 'hint', 'user_id');
create trigger audit_member_added after insert on memberships
  for each row execute function audit_act('member', 'added', 'role');
create trigger audit_member_changed after update of role on memberships
  for each row when (old.role is distinct from new.role) execute function audit_act('member', 'changed', 'role');
create trigger audit_member_gone after delete on memberships
  for each row execute function audit_act('member', 'removed', 'role');
create trigger audit_share after insert on share_links
  for each row execute function audit_act('share', 'created', 'kind', 'target_id', 'expires_at');
create trigger audit_share_revoked after update of revoked_at on share_links
  for each row when (old.revoked_at is null and new.revoked_at is not null)
  execute function audit_act('share', 'revoked', 'kind', 'target_id');
create trigger audit_library_made after insert on libraries
  for each row execute function audit_act('library', 'created', 'name');
create trigger audit_library_changed after update of name, metadata on libraries
  for each row when (old.name is distinct from new.name or old.metadata is distinct from new.metadata)
  execute function audit_act('library', 'changed', 'name');
create trigger audit_library_gone after delete on libraries
  for each row execute function audit_act('library', 'deleted', 'name');
create trigger audit_document_gone after delete on documents
  for each row execute function audit_act('document', 'deleted', 'title', 'library_id');
create trigger audit_conversation_thrown after update of deleted_at on conversations
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function audit_act('conversation', 'thrown-away');
create trigger audit_conversation_gone after delete on conversations
  for each row execute function audit_act('conversation', 'deleted');
create trigger audit_insight_thrown after update of deleted_at on insights
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function audit_act('insight', 'thrown-away');
create trigger audit_insight_gone after delete on insights
  for each row execute function audit_act('insight', 'deleted');
create trigger audit_group_made after insert on feature_groups
  for each row execute function audit_act('feature-group', 'created', 'name', 'version');
create trigger audit_group_gone after delete on feature_groups
  for each row execute function audit_act('feature-group', 'deleted', 'name', 'version');
create trigger audit_plan after insert or update on subscriptions
  for each row execute function audit_act('plan', 'assigned', 'plan_id');
