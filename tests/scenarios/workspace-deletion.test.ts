import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { deletionJobs } from '#app/deletion/delete-workspace-job.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Store } from '#kernel/db/database.ts';
import type { JobContext } from '#kernel/jobs/define-job.ts';
import { openTarget } from '#tests/faults/isolation/open-target.ts';
import type { Target } from '#tests/faults/isolation/open-target.ts';
import { createTenancy } from '#tests/faults/isolation/tenancy.ts';
import { withClient } from '#tests/support/with-client.ts';

interface Receipt {
  state: string;
  finished_at: string | null;
  counts: Record<string, number>;
}

async function openProgram(): Promise<Target> {
  const target = await openTarget(process.env['QUARRY_TEST_STORE'] as Store);
  onTestFinished(() => target[Symbol.asyncDispose]());
  return target;
}

type Query = (sql: string) => Promise<{ rows: Record<string, unknown>[] }>;

/** As a role that row-level security does not bind. */
function asAdmin<T>({ adminUrl, context }: Target, work: (query: Query) => Promise<T>): Promise<T> {
  if (adminUrl === undefined) return work(sql => context.db.pool.query(sql));
  return withClient(adminUrl, client => work(sql => client.query(sql)));
}

/** Every table there is, whatever made it: where one of `texts` stands in any column, and how often. */
function findRows(target: Target, texts: string[]): Promise<Record<string, number>> {
  return asAdmin(target, async query => {
    const { rows } = await query(`select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`);
    const found: Record<string, number> = {};
    for (const { name } of rows as { name: string }[]) {
      const isIn = texts.map(text => `to_jsonb(t)::text like '%${text}%'`).join(' or ');
      const [row] = (await query(`select count(*)::int as count from ${name} t where ${isIn}`)).rows;
      if (Number(row!['count']) > 0) found[name] = Number(row!['count']);
    }
    return found;
  });
}

/** Files of the data folder in whose name or contents one of `texts` stands; the database's own are its business. */
async function findFiles(target: Target, texts: string[]): Promise<string[]> {
  const folder = target.environment['QUARRY_DATA_DIR']!;
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const relative = path.relative(folder, file);
    if (relative.startsWith('database')) continue;
    const content = entry.isFile() ? await readFile(file, 'latin1') : '';
    if (texts.some(text => relative.includes(text) || content.includes(text))) found.push(relative);
  }
  return found;
}

async function askFor(target: Target, receipt: string): Promise<Receipt> {
  const url = '/api/v1/deletions/open';
  const reply = await target.app.inject({ method: 'POST', url, payload: { receipt } });
  expect(reply.statusCode).toBe(200);
  return reply.json<Receipt>();
}

/** As a worker would, which is cut off in the middle and tries again. */
async function runDeletion({ context }: Target): Promise<void> {
  const { db, config, blobs, importBlobs: imports } = context;
  let isCut = true;
  const forgetOnline = async () => {
    if (!isCut) return 0;
    isCut = false;
    throw new Error('cut off');
  };
  const [job] = deletionJobs({ db, files: { blobs, imports, dataFolder: config.dataFolder }, forgetOnline });
  const deletionId = await withTransaction(db, { maintenance: true }, async tx => {
    const row = await tx.selectFrom('deletions').select('id').executeTakeFirstOrThrow();
    return row.id;
  });
  const run = () => job!.run({ deletionId }, { signal: new AbortController().signal } as JobContext);
  await expect(run()).rejects.toThrow('cut off');
  await run();
}

test('a workspace that is deleted leaves nothing, in any table or file, and a receipt of what went', async () => {
  const target = await openProgram();
  const [gone, stays] = [await createTenancy(target, 'gone'), await createTenancy(target, 'stays')];
  const traces = [gone.tenantId, gone.marker];
  const before = await findRows(target, traces);
  // Otherwise the test would look for nothing.
  expect(Object.keys(before).length).toBeGreaterThan(30);
  expect(await findFiles(target, traces)).not.toEqual([]);
  const others = await findRows(target, [stays.tenantId]);
  const otherFiles = await findFiles(target, [stays.tenantId]);

  const reply = await gone.call('POST', '/workspace/deletion', { name: 'gone' });
  expect(reply.statusCode).toBe(202);
  const { receipt } = reply.json<{ receipt: string }>();
  expect((await gone.call('GET', '/session')).statusCode).toBe(401);
  expect((await askFor(target, receipt)).state).toBe('deleting');
  await runDeletion(target);

  expect(await findRows(target, traces)).toEqual({});
  expect(await findFiles(target, traces)).toEqual([]);
  expect(await findRows(target, [stays.tenantId])).toEqual(others);
  expect(await findFiles(target, [stays.tenantId])).toEqual(otherFiles);
  const done = await askFor(target, receipt);
  expect(done).toMatchObject({ state: 'deleted', finished_at: expect.any(String) });
  expect(done.counts).toMatchObject({
    documents: before['public.documents'],
    conversations: before['public.conversations'],
    users: before['public.users'],
  });
  expect(done.counts['files in blobs']).toBeGreaterThan(0);
});

test('a workspace goes only when an owner names it, and nobody else opens its receipt', async () => {
  const target = await openProgram();
  const tenancy = await createTenancy(target, 'kept');
  const reply = await tenancy.call('POST', '/workspace/deletion', { name: 'kep' });
  expect(reply.statusCode).toBe(400);
  expect((await tenancy.call('GET', '/session')).statusCode).toBe(200);
  const payload = { receipt: 'made up' };
  const opened = await target.app.inject({ method: 'POST', url: '/api/v1/deletions/open', payload });
  expect(opened.statusCode).toBe(404);
});
