import { expect, onTestFinished, test } from 'vitest';
import { auditRoutes } from '#auth/audit/routes.ts';
import { pruneAudit } from '#auth/audit/prune-audit.ts';
import { memberRoutes } from '#auth/members/routes.ts';
import { createSignInLink } from '#auth/sessions/create-sign-in-link.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { libraryRoutes } from '#knowledge/libraries/routes.ts';
import { openTestApi } from '#tests/support/open-test-api.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';

interface Entry {
  id: string;
  at: string;
  action: string;
  user_id: string | null;
  credential: { kind: string; id: string } | null;
  address: string | null;
  request_id: string | null;
  target: { kind: string; id: string };
  details: Record<string, unknown>;
}

async function openAuditedApi() {
  const api = await openTestApi((app, { db }) => {
    auditRoutes(app, { db });
    memberRoutes(app, { db });
    libraryRoutes(app, { db, onDelete: async () => {} });
    app.get(
      '/things/:thing_id/export',
      { config: { permission: 'self', audits: 'thing.exported' } },
      async () => 'exported',
    );
  });
  onTestFinished(() => api[Symbol.asyncDispose]());
  return { ...api, owner: await api.signUp('owner') };
}

async function read(user: TestUser, query = ''): Promise<Entry[]> {
  const reply = await user.call('GET', `/audit${query}`);
  expect(reply.statusCode).toBe(200);
  return reply.json<{ items: Entry[] }>().items;
}

test('a key that is made and revoked stands in the log with who, what, when and from where', async () => {
  const { owner } = await openAuditedApi();
  const made = await owner.call('POST', '/api-keys', { name: 'Robot', scopes: ['search:read'] });
  const { id, secret } = made.json<{ id: string; secret: string }>();
  await owner.call('DELETE', `/api-keys/${id}`, undefined, { 'x-request-id': 'the-request-of-the-act' });
  const [deleted, created] = await read(owner, `?target_id=${id}`);
  expect(created).toMatchObject({ action: 'api-key.created', details: { name: 'Robot' } });
  expect(deleted).toMatchObject({
    action: 'api-key.deleted',
    user_id: owner.userId,
    credential: { kind: 'api-key' },
    address: '127.0.0.1',
    request_id: 'the-request-of-the-act',
    target: { kind: 'api-key', id },
  });
  expect(JSON.stringify([deleted, created])).not.toContain(secret);
});

test('sign-ins, members, settings, deletes and exports are recorded', async () => {
  const { app, db, owner } = await openAuditedApi();
  const { token } = await createSignInLink(db, { ...owner, ttlMs: 60_000 });
  await app.inject({ method: 'POST', url: '/api/v1/session', payload: { token } });
  const member = await owner.call('POST', '/members', { email: 'new@example.test' });
  expect(member.statusCode).toBe(201);
  const library = (await owner.call('POST', '/libraries', { name: 'Plans' })).json<{ id: string }>();
  await owner.call('PATCH', `/libraries/${library.id}`, { name: 'Old plans' }, { 'if-match': '*' });
  await owner.call('DELETE', `/libraries/${library.id}`, undefined, { 'if-match': '*' });
  await owner.call('GET', '/things/7/export');
  const entries = await read(owner);
  const actions = entries.map(each => each.action);
  for (const action of [
    'session.begun',
    'member.added',
    'library.created',
    'library.changed',
    'library.deleted',
    'thing.exported',
  ])
    expect(actions).toContain(action);
  const signIn = entries.find(each => each.action === 'session.begun')!;
  expect(signIn).toMatchObject({ user_id: owner.userId, credential: { kind: 'session' } });
  expect(entries.find(each => each.action === 'thing.exported')!.target).toEqual({ kind: 'thing', id: '7' });
});

test('an act that fails leaves no entry, and a reader who is no owner sees none', async () => {
  const api = await openAuditedApi();
  const { owner } = api;
  await owner.call('POST', '/api-keys', { name: 'Twice' });
  expect((await owner.call('POST', '/api-keys', { name: 'Twice' })).statusCode).toBe(409);
  const twice = (await read(owner)).filter(each => each.details['name'] === 'Twice');
  expect(twice).toHaveLength(1);
  const viewer = await api.signUp('viewer', 'viewer');
  expect((await viewer.call('GET', '/audit')).statusCode).toBe(403);
});

test('nobody rewrites the log, and only what is old is forgotten', async () => {
  const { db, owner } = await openAuditedApi();
  await owner.call('POST', '/api-keys', { name: 'Recent' });
  const before = await read(owner);
  const changed = await withTransaction(db, owner, async tx => {
    const updated = await tx.updateTable('audit_entries').set({ action: 'nothing' }).executeTakeFirst();
    const deleted = await tx.deleteFrom('audit_entries').executeTakeFirst();
    return Number(updated.numUpdatedRows) + Number(deleted.numDeletedRows);
  });
  expect(changed).toBe(0);
  const old = new Date(Date.now() - 100 * 86_400_000);
  const row = { tenant_id: owner.tenantId, action: 'old.act', target_kind: 'old', target_id: '1' };
  await withTransaction(db, owner, tx =>
    tx
      .insertInto('audit_entries')
      .values({ ...row, created_at: old })
      .execute(),
  );
  await pruneAudit(db, 101);
  expect(await read(owner, '?action=old.act')).toHaveLength(1);
  await pruneAudit(db, 99);
  expect(await read(owner)).toEqual(before);
});

test('the log is read page by page', async () => {
  const { owner } = await openAuditedApi();
  for (const name of ['a', 'b', 'c']) await owner.call('POST', '/api-keys', { name });
  const first = (await owner.call('GET', '/audit?limit=2')).json<{ items: Entry[]; next_cursor: string }>();
  const second = await read(owner, `?limit=2&cursor=${encodeURIComponent(first.next_cursor)}`);
  const names = [...first.items, ...second].map(each => each.details['name']).filter(Boolean);
  expect(names.slice(0, 3)).toEqual(['c', 'b', 'a']);
});
