import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { openBlobFolder } from '#kernel/blobs/open-blob-folder.ts';
import type { Database } from '#kernel/db/database.ts';
import { sweepOrphanBlobs } from '#knowledge/documents/sweep-orphan-blobs.ts';

const PERMIT_LEASE_MS = 10_000;

/** Whatever a stopped installation left that belongs to nobody, one sentence each; `db` must see past row-level security. */
export async function findOrphans(db: Database, folder: string): Promise<string[]> {
  return [
    ...(await findUnfinishedJobs(db)),
    ...(await findHeldPermits(db)),
    ...(await findOrphanFiles(db, folder)),
    ...findOrphanReaders(folder),
  ];
}

async function findUnfinishedJobs(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string; state: string; count: number; output: unknown }>(
    `select name, state::text, count(*)::int, (array_agg(output))[1] as output from pgboss.job
     where state not in ('completed', 'cancelled') group by 1, 2`,
  );
  return rows.map(row => `${row.count} jobs ${row.name} are ${row.state}: ${JSON.stringify(row.output)}`);
}

/** A dead holder's permit is an orphan once its lease is over and nobody could take it. */
async function findHeldPermits(db: Database): Promise<string[]> {
  for (let waitedMs = 0; ; waitedMs += 500) {
    const { rows } = await db.pool.query<{ held: number }>(
      'select count(*)::int as held from permits where holder is not null and expires_at > clock_timestamp()',
    );
    if (rows[0]!.held === 0) return [];
    if (waitedMs > PERMIT_LEASE_MS) return [`${rows[0]!.held} permits are held by nobody`];
    await delay(500);
  }
}

/** After the sweep that workers do, as if an hour had passed. */
async function findOrphanFiles(db: Database, folder: string): Promise<string[]> {
  const blobs = await openBlobFolder(path.join(folder, 'blobs'));
  const sweep = sweepOrphanBlobs({ db, blobs }, -1_000);
  await sweep.run({ signal: new AbortController().signal, logger: pino({ level: 'silent' }) });
  const { rows } = await db.pool.query<{ key: string }>(
    `select tenant_id || '/' || id as key from documents`,
  );
  const wanted = new Set(rows.map(row => row.key));
  const found = listFiles(path.join(folder, 'blobs'));
  return [
    ...found.filter(file => !wanted.has(file)).map(file => `the file ${file} has no document`),
    ...[...wanted].filter(key => !found.includes(key)).map(key => `the file of ${key} is missing`),
  ];
}

const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)));

/** Readers are told their file on the command line. */
function findOrphanReaders(folder: string): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && readCommand(name).includes(folder))
    .map(pid => `the process ${pid} still runs: ${readCommand(pid)}`);
}

function readCommand(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // It ended between listing and reading.
    return '';
  }
}
