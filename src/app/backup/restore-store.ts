import { copyFile } from 'node:fs/promises';
import pg from 'pg';
import type { Config } from '#kernel/config/config.ts';
import type { Database } from '#kernel/db/database.ts';
import { migrateDatabase } from '#kernel/db/migrate-database.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { installJobStore } from '#kernel/jobs/install-job-store.ts';
import { openJobQueue } from '#kernel/jobs/open-job-queue.ts';
import { createLogger } from '#kernel/telemetry/logger.ts';
import { jobKinds } from '../job-kinds.ts';
import { DROP_EVERYTHING } from '../reset-store.ts';
import { migrateStore } from '../migrate-store.ts';
import { openBlobs } from '../open-blobs.ts';
import { checkBackup, readLines } from './check-backup.ts';
import { compareRows } from './compare-rows.ts';
import { describeTables } from './describe-tables.ts';
import type { TableShape } from './describe-tables.ts';
import { filePathOf } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { openOwner, withClient } from './open-owner.ts';
import { quoteTable } from './read-rows.ts';

const BATCH_BYTES = 4 * 1024 ** 2;

/**
 * Fills an empty store with what a backup holds, reads everything again to compare it, and brings the schema up to
 * this program. Rows come in one transaction: a restore that fails leaves none.
 * @throws BackupUnreadable, StoreNotEmpty, RestoreDiffers
 */
export async function restoreStore(config: Config, folder: string): Promise<Manifest> {
  const manifest = await checkBackup(folder);
  await using db = await openOwner(config);
  await prepare(db, manifest);
  await restoreFiles(config, folder, manifest);
  await withClient(db, client => fill(client, folder, manifest));
  await compareRows(db, manifest);
  await migrateDatabase(db.pool);
  if (config.database.url !== undefined) await migrateStore(config);
  return manifest;
}

/** The schema of the backup's day, and the queues that jobs lie in. */
async function prepare(db: Database, { migrations }: Manifest): Promise<void> {
  await assertEmpty(db);
  await db.pool.query(DROP_EVERYTHING);
  await migrateDatabase(db.pool, { only: migrations });
  await installJobStore(db.pool);
  await using _queue = await openJobQueue(db, jobKinds, {
    logger: createLogger({ level: 'silent', pretty: false }),
  });
}

async function assertEmpty(db: Database): Promise<void> {
  const { rows } = await db.pool.query<{ table: string | null }>(
    `select to_regclass('tenants')::text as table`,
  );
  if (rows[0]?.table === null) return;
  const tenants = await db.pool.query('select from tenants limit 1');
  if (tenants.rowCount !== 0) throw new StoreNotEmpty();
}

async function restoreFiles(config: Config, folder: string, { files }: Manifest): Promise<void> {
  for (const file of files) {
    const store = await openBlobs(config, file.area);
    const arriving = store.temporaryPath();
    await copyFile(filePathOf(folder, file), arriving);
    await store.putFile(file.key, arriving);
  }
}

async function fill(client: pg.ClientBase, folder: string, manifest: Manifest): Promise<void> {
  const held = new Set(manifest.tables.map(table => table.name));
  await client.query('begin');
  try {
    for (const month of manifest.months) await client.query('select ensure_transcript_month($1)', [month]);
    const shapes = (await describeTables(client)).filter(shape => held.has(shape.name));
    for (const shape of shapes) await fillTable(client, shape, folder);
    for (const { table, column, last } of manifest.identities) {
      await client.query('select setval(pg_get_serial_sequence(quote_ident($1), $2), $3)', [
        table,
        column,
        last,
      ]);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/** Triggers keep what follows from a row; a backup holds that already. */
async function fillTable(client: pg.ClientBase, table: TableShape, folder: string): Promise<void> {
  const name = quoteTable(table);
  const own = table.schema === 'public';
  // What a migration or the start put there is the backup's to say.
  await client.query(`delete from ${name}`);
  if (own) await client.query(`alter table ${name} disable trigger user`);
  for await (const lines of inBatches(readLines(folder, table.name))) {
    await client.query(insertInto(table), [`[${lines.join(',')}]`]);
  }
  if (own) await client.query(`alter table ${name} enable trigger user`);
}

/** Each value comes as PostgreSQL's own text and is cast back. */
function insertInto(table: TableShape): string {
  const names = table.columns.map(column => pg.escapeIdentifier(column.name));
  const values = table.columns.map(({ name, type }) => `(r.row ->> ${pg.escapeLiteral(name)})::${type}`);
  return `insert into ${quoteTable(table)} (${names.join(', ')}) overriding system value
    select ${values.join(', ')} from json_array_elements($1::json) as r(row)`;
}

async function* inBatches(lines: AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for await (const line of lines) {
    batch.push(line);
    bytes += line.length;
    if (bytes < BATCH_BYTES) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

class StoreNotEmpty extends AppError {
  constructor() {
    super('The store has data already; a backup is restored into an empty one.', {
      code: 'store-not-empty',
      status: 409,
      nextStep: 'Name another QUARRY_DATA_DIR or DATABASE_URL, or empty this one with `quarry reset`.',
    });
  }
}
