import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { backupStore } from '#app/backup/backup-store.ts';
import { compareRows } from '#app/backup/compare-rows.ts';
import { openOwner } from '#app/backup/open-owner.ts';
import { restoreStore } from '#app/backup/restore-store.ts';
import { makeConfig } from '#kernel/config/config.ts';
import type { Config } from '#kernel/config/config.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { openTarget } from '../isolation/open-target.ts';
import { createTenancy } from '../isolation/tenancy.ts';
import type { Tenancy } from '../isolation/tenancy.ts';

export interface BackupTrial {
  /** Documents written or deleted while the backup was taken. */
  writes: number;
  /** Acknowledged before the backup began, and not in it. */
  lost: number;
  doubled: number;
  breaches: string[];
}

const AT_ONCE = 4;
const BEFORE = 30;

/**
 * Documents are added and deleted by several clients while a backup is taken; it is restored elsewhere. Whatever was
 * acknowledged before it began and not deleted must be there once, with the very file that its row speaks of.
 * `damage` removes a row from the restored store, which must be noticed.
 */
export async function backUpUnderWrites(options: { folder: string; damage: boolean }): Promise<BackupTrial> {
  await using source = await openTarget('postgres');
  const tenancy = await createTenancy(source, 'writes');
  const writer = new Writer(tenancy);
  await Promise.all(Array.from({ length: BEFORE }, () => writer.add()));
  const before = new Set(writer.added);
  writer.start();
  await backupStore(configOf(source.environment, source.adminUrl), options.folder);
  const writes = await writer.stop();
  await using store = await createTestStore({ store: 'postgres' });
  const target = configOf(store.environment, store.adminUrl);
  const manifest = await restoreStore(target, options.folder);
  await using db = await openOwner(target);
  if (options.damage) await db.pool.query('delete from document_pages where number = 1');
  const breaches: string[] = await compareRows(db, manifest).then(
    () => [],
    (error: Error) => [error.message],
  );
  const { rows } = await db.pool.query<Stored>(
    `select id, tenant_id, encode(sha256, 'hex') as sha256 from documents where title like 'written %'`,
  );
  const found = new Set(rows.map(row => row.id));
  for (const row of rows) breaches.push(...(await compareFile(target, row)));
  const due = [...before].filter(id => !writer.deleted.has(id));
  return {
    writes,
    lost: due.filter(id => !found.has(id)).length,
    doubled: rows.length - found.size,
    breaches,
  };
}

interface Stored {
  id: string;
  tenant_id: string;
  sha256: string;
}

async function compareFile(target: Config, { id, tenant_id, sha256 }: Stored): Promise<string[]> {
  const bytes = await readFile(path.join(target.dataFolder, 'blobs', tenant_id, id)).catch(() => undefined);
  if (bytes === undefined) return [`the file of document ${id} is missing`];
  const found = createHash('sha256').update(bytes).digest('hex');
  return found === sha256 ? [] : [`the file of document ${id} is another one`];
}

const configOf = (environment: Record<string, string>, adminUrl?: string): Config =>
  makeConfig({ ...environment, DATABASE_OWNER_URL: adminUrl, QUARRY_LOG_LEVEL: 'silent' });

/** Clients that add documents and delete some of them, as fast as they are answered. */
class Writer {
  readonly added: string[] = [];
  readonly deleted = new Set<string>();
  readonly #tenancy: Tenancy;
  #running: Promise<void>[] = [];
  #stopped = false;
  #writes = 0;
  #number = 0;

  constructor(tenancy: Tenancy) {
    this.#tenancy = tenancy;
  }

  async add(): Promise<void> {
    const number = ++this.#number;
    const url = `/libraries/${this.#tenancy.ids['library_id']}/documents`;
    const reply = await this.#tenancy.call('POST', url, {
      title: `written ${number}`,
      text: `Tide ${number}.`,
    });
    if (reply.statusCode !== 202)
      throw new Error(`adding a document answered ${reply.statusCode}: ${reply.body}`);
    this.added.push(reply.json<{ id: string }>().id);
  }

  start(): void {
    this.#running = Array.from({ length: AT_ONCE }, async () => {
      while (!this.#stopped) {
        await this.add();
        const id = this.added[this.#writes++ * 2];
        if (id !== undefined) await this.#delete(id);
      }
    });
  }

  /** @returns how many documents were added while it ran, and as many deletions at most. */
  async stop(): Promise<number> {
    this.#stopped = true;
    await Promise.all(this.#running);
    return this.#writes;
  }

  async #delete(id: string): Promise<void> {
    // From this moment on it may be gone, whatever the reply says.
    this.deleted.add(id);
    await this.#tenancy.call('DELETE', `/documents/${id}`, undefined, { 'if-match': '*' });
  }
}
