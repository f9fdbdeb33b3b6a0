import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Context } from '#app/context.ts';
import type { Database, Store } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { Forbidden, NotFound } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pageQuery } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { withClient } from '#tests/support/with-client.ts';
import { probeIsolation } from '../faults/isolation/probe-isolation.ts';
import type { Target } from '../faults/isolation/open-target.ts';

// The proof itself is `npm run prove -- isolation`. Here: it finds what is planted, each kind of leak once.

const config = { permission: 'libraries:read' };
const params = z.object({ library_id: pathId('library') });

/** Looks in every tenant, as a careless query would. */
async function findAnywhere(db: Database, id: string) {
  const tenants = await withTransaction(db, { maintenance: true }, tx =>
    tx.selectFrom('tenants').select('id').execute(),
  );
  for (const { id: tenantId } of tenants) {
    const find = withTransaction(db, { tenantId }, tx =>
      tx.selectFrom('libraries').selectAll().where('id', '=', id).executeTakeFirst(),
    );
    const found = await find;
    if (found) return found;
  }
  throw new NotFound('library');
}

function plantRoutes(app: HttpApp, { db }: Context): void {
  const at = '/api/v1/planted';
  app.get(`${at}/shown/:library_id`, { config, schema: { params } }, async request => ({
    library: await findAnywhere(db, request.params.library_id),
  }));
  app.get(`${at}/told-apart/:library_id`, { config, schema: { params } }, async request => {
    await findAnywhere(db, request.params.library_id);
    throw new Forbidden('This library belongs to someone else.');
  });
  app.get(
    `${at}/asked`,
    { config, schema: { querystring: z.object({ library_ids: z.uuid() }) } },
    async request => {
      await findAnywhere(db, request.query.library_ids);
      return 'found';
    },
  );
  app.get(`${at}/turned`, { config, schema: { querystring: pageQuery } }, async () => ({ items: [] }));
  app.post(`${at}/unknown-body`, { config, schema: { body: z.object({}) } }, async () => 'ok');
  app.get(`${at}/unknown-id/:planted_id`, { config }, async () => 'ok');
  app.get(`${at}/open`, { config: { public: true } }, async () => 'ok');
  app.get(`${at}/broken`, { config }, async () => {
    throw new Error('planted');
  });
}

async function plantTables({ context, adminUrl }: Target): Promise<void> {
  const sql = `create policy planted on citations using (true) with check (true);
    create table planted_shared (id integer);
    create table planted_tenants (tenant_id uuid, id integer);
    grant all on planted_tenants to quarry_app;`;
  if (adminUrl === undefined) await context.db.pool.query(sql);
  else await withClient(adminUrl, admin => admin.query(sql));
}

let leaks: string[] = [];

beforeAll(async () => {
  const store = process.env['QUARRY_TEST_STORE'] as Store;
  leaks = (await probeIsolation(store, { routes: plantRoutes, tables: plantTables })).leaks;
});

test.each([
  ['shows another tenant’s row', /planted\/shown.*answers 200, not 404/],
  ['shows another tenant’s words', /planted\/shown.*shows the other’s words/],
  [
    'tells a foreign id from a missing one',
    /planted\/told-apart.*the other’s answers .*403.* nobody’s .*404/,
  ],
  ['is asked about a foreign id in its query', /planted\/asked \(query library_ids\): the other’s answers/],
  ['takes any cursor', /planted\/turned \(cursor cursor\): /],
  ['has no fixture body', /POST \/api\/v1\/planted\/unknown-body has no fixture body/],
  ['has an id of a kind without a fixture', /planted\/unknown-id.*no fixture for planted_id/],
  ['is open to everyone', /planted\/open is public and not known to be/],
  ['breaks', /planted\/broken.*answers 500/],
])('a route that %s is found', (_what, sentence) => {
  expect(leaks.filter(leak => sentence.test(leak))).not.toEqual([]);
});

test.each([
  ['shows the wrong tenant its rows', /citations read as the wrong tenant: \d+ rows/],
  ['shows its rows without a tenant', /citations read with no tenant: \d+ rows/],
  ['lets the wrong tenant change rows', /citations changed as the wrong tenant: \d+ rows/],
  ['lets the wrong tenant delete rows', /citations deleted as the wrong tenant: \d+ rows/],
  ['lets the wrong tenant write rows', /citations inserted for another tenant: .*, not refused/],
  ['lost rows of its owner', /citations was changed/],
  ['says nothing about tenants', /table planted_shared has no tenant and is not known to be shared/],
  ['has no row to try', /table planted_tenants is empty/],
])('a table that %s is found', (_what, sentence) => {
  expect(leaks.filter(leak => sentence.test(leak))).not.toEqual([]);
});

test('nothing is found that nobody planted', () => {
  expect(leaks.filter(leak => !/planted|citations|citation_reports/.test(leak))).toEqual([]);
});
