import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { backupStore } from '#app/backup/backup-store.ts';
import { checkBackup } from '#app/backup/check-backup.ts';
import { filePathOf, rowsPathOf } from '#app/backup/manifest.ts';
import type { Manifest } from '#app/backup/manifest.ts';
import { restoreStore } from '#app/backup/restore-store.ts';
import { createContext } from '#app/context.ts';
import { makeConfig } from '#kernel/config/config.ts';
import type { Config } from '#kernel/config/config.ts';
import { listPendingMigrations } from '#kernel/db/migrate-database.ts';
import { openTarget } from '#tests/faults/isolation/open-target.ts';
import { createTenancy } from '#tests/faults/isolation/tenancy.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { startFakeS3 } from '#tests/support/fake-s3/fake-s3.ts';
import type { FakeS3 } from '#tests/support/fake-s3/fake-s3.ts';

const isPostgres = process.env['QUARRY_TEST_STORE'] === 'postgres';

/** Backups are made by one who sees every tenant's rows. */
const configOf = (environment: Record<string, string>, adminUrl?: string): Config =>
  makeConfig({
    ...environment,
    QUARRY_LOG_LEVEL: 'silent',
    ...(adminUrl && { DATABASE_OWNER_URL: adminUrl }),
  });

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quarry-test-backup-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A backup of a store with two of everything; on PostgreSQL it is taken while the program runs. */
async function backUp(folder: string): Promise<Manifest> {
  await using target = await openTarget(isPostgres ? 'postgres' : 'pglite');
  await createTenancy(target, 'kept');
  const config = configOf(target.environment, target.adminUrl);
  if (!isPostgres) await target.close();
  return await backupStore(config, folder);
}

async function emptyStore(environment: Record<string, string> = {}): Promise<Config> {
  const store = await createTestStore();
  onTestFinished(() => store[Symbol.asyncDispose]());
  return configOf({ ...store.environment, ...environment }, store.adminUrl);
}

async function openBucket(): Promise<{ s3: FakeS3; environment: Record<string, string> }> {
  const s3 = await startFakeS3();
  onTestFinished(() => s3[Symbol.asyncDispose]());
  const environment = {
    QUARRY_S3_URL: s3.url,
    QUARRY_S3_REGION: s3.region,
    QUARRY_S3_ACCESS_KEY_ID: s3.accessKeyId,
    QUARRY_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
  };
  return { s3, environment };
}

test('a backup comes back with every row and every file, the same when it is backed up again', async () => {
  const folders = await temporaryFolder();
  const manifest = await backUp(path.join(folders, 'first'));
  expect(manifest.files.length).toBeGreaterThan(0);
  expect(manifest.tables.filter(table => table.rows > 0).length).toBeGreaterThan(20);
  const target = await emptyStore();
  await restoreStore(target, path.join(folders, 'first'));
  const second = await backupStore(target, path.join(folders, 'second'));
  expect(second.tables).toEqual(manifest.tables);
  expect(second.identities).toEqual(manifest.identities);
  expect(second.files.toSorted(byKey)).toEqual(manifest.files.toSorted(byKey));
  await using context = await createContext(target);
  expect(await listPendingMigrations(context.db.pool)).toEqual([]);
});

test('a backup is restored into a bucket, and is the same when it is backed up from there', async () => {
  const folders = await temporaryFolder();
  const manifest = await backUp(path.join(folders, 'first'));
  const { s3, environment } = await openBucket();
  const inBucket = await emptyStore(environment);
  await restoreStore(inBucket, path.join(folders, 'first'));
  expect(s3.objects.size).toBe(manifest.files.length);
  const second = await backupStore(inBucket, path.join(folders, 'second'));
  expect(second.tables).toEqual(manifest.tables);
  expect(second.files.toSorted(byKey)).toEqual(manifest.files.toSorted(byKey));
});

test('a damaged backup is refused before anything is written, and so is a store with data', async () => {
  const folder = path.join(await temporaryFolder(), 'backup');
  const manifest = await backUp(folder);
  const target = await emptyStore();
  await restoreStore(target, folder);
  await expect(restoreStore(target, folder)).rejects.toMatchObject({ code: 'store-not-empty' });
  await appendFile(filePathOf(folder, manifest.files[0]!), 'x');
  await expect(checkBackup(folder)).rejects.toMatchObject({ code: 'backup-unreadable' });
  await rm(rowsPathOf(folder, 'documents'));
  await expect(restoreStore(await emptyStore(), folder)).rejects.toThrow(/rows of documents cannot be read/);
});

const byKey = (a: { key: string }, b: { key: string }): number => (a.key < b.key ? -1 : 1);
