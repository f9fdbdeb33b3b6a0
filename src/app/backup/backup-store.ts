import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createWriteStream, existsSync } from 'node:fs';
import { createZstdCompress } from 'node:zlib';
import type pg from 'pg';
import type { Config } from '#kernel/config/config.ts';
import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { version } from '../version.ts';
import { copyFiles } from './copy-files.ts';
import { describeTables } from './describe-tables.ts';
import type { TableShape } from './describe-tables.ts';
import { MANIFEST, rowsPathOf } from './manifest.ts';
import type { FileEntry, Manifest, TableEntry } from './manifest.ts';
import { openOwner, withClient } from './open-owner.ts';
import { hashRows, readRows, RowHash } from './read-rows.ts';

/**
 * Writes every row and every file into `folder`, which appears whole or not at all. On PostgreSQL the server may go on:
 * the rows are of one moment, and each file that they speak of is there.
 * @throws FolderInUse, OwnerMayNotSeeAll, BackupExists
 */
export async function backupStore(
  config: Config,
  folder: string,
  options: { files: boolean } = { files: true },
): Promise<Manifest> {
  if (existsSync(folder)) throw new BackupExists(folder);
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(path.join(partial, 'tables'), { recursive: true, mode: 0o700 });
  await using db = await openOwner(config);
  // Before the rows and after them: a file that is deleted meanwhile, and one that is added, are both there.
  const copy = async (known?: FileEntry[]) => (options.files ? copyFiles(config, partial, known) : []);
  const before = await copy();
  const rows = await writeRows(db, partial);
  const files = await copy(before);
  const manifest: Manifest = { ...describe(db), ...rows, files };
  await writeFile(path.join(partial, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(partial, folder);
  return manifest;
}

const describe = (db: Database) => ({
  format: 1 as const,
  created_at: systemClock.now().toISOString(),
  program: version,
  store: db.store,
});

type Rows = Pick<Manifest, 'migrations' | 'tables' | 'months' | 'identities'>;

/** All rows as they were at one moment. */
function writeRows(db: Database, folder: string): Promise<Rows> {
  return withClient(db, async client => {
    await client.query('begin isolation level repeatable read read only');
    const tables: TableEntry[] = [];
    const shapes = await describeTables(client);
    for (const shape of shapes) tables.push(await writeTable(client, shape, folder));
    const rows = {
      migrations: await listMigrations(client),
      tables,
      months: await listMonths(client),
      identities: await listIdentities(client),
    };
    await client.query('commit');
    return rows;
  });
}

async function writeTable(client: pg.ClientBase, table: TableShape, folder: string): Promise<TableEntry> {
  const hash = new RowHash();
  await pipeline(
    async function* toLines() {
      for await (const line of readRows(client, table)) {
        hash.add(line);
        yield `${line}\n`;
      }
    },
    createZstdCompress(),
    createWriteStream(rowsPathOf(folder, table.name)),
  );
  const sha256 = hash.digest();
  const withoutVectors = table.columns.some(column => column.isVector)
    ? (await hashRows(readRows(client, table, { vectors: false }))).sha256
    : sha256;
  return { name: table.name, rows: hash.rows, sha256, sha256_without_vectors: withoutVectors };
}

async function listMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from schema_migrations order by name');
  return rows.map(row => row.name);
}

async function listMonths(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ month: string }>(`
    select replace(substring(c.relname from '\\d{4}_\\d\\d$'), '_', '-') || '-01' as month
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'transcripts'::regclass and c.relname ~ '\\d{4}_\\d\\d$' order by 1`);
  return rows.map(row => row.month);
}

async function listIdentities(client: pg.ClientBase): Promise<Manifest['identities']> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(`
    select c.relname as table, a.attname as column, pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and a.attidentity <> '' and c.relkind in ('r', 'p') and not c.relispartition
    order by 1, 2`);
  const identities = [];
  for (const { table, column, sequence } of rows) {
    const found = await client.query<{ last: number }>(`select last_value as last from ${sequence}`);
    identities.push({ table, column, last: found.rows[0]!.last });
  }
  return identities;
}

class BackupExists extends AppError {
  constructor(folder: string) {
    super(`${folder} is there already.`, {
      code: 'backup-exists',
      status: 409,
      nextStep: 'Name a folder that does not exist yet.',
    });
  }
}
