import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { createId } from '../ids.ts';
import { BlobNotFound } from './blob-store.ts';
import { openBlobFolder } from './open-blob-folder.ts';

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'quarry-test-blobs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const blobs = await openBlobFolder(folder);
  const put = async (key: string, content: string) => {
    const path = blobs.temporaryPath();
    await writeFile(path, content);
    await blobs.putFile(key, path);
  };
  const keys = async (prefix = '') => {
    const found: string[] = [];
    for await (const blob of blobs.list(prefix)) found.push(blob.key);
    return found.toSorted();
  };
  return { folder, blobs, put, keys };
}

test('a blob comes back as it was put, and nothing stays where uploads arrive', async () => {
  const { folder, blobs, put } = await open();
  const key = `${createId()}/${createId()}`;
  await put(key, 'first');
  await put(key, 'second');
  expect(await text(await blobs.open(key))).toBe('second');
  await using file = await blobs.localFile(key);
  expect(await readFile(file.path, 'utf8')).toBe('second');
  expect(await readdir(join(folder, 'incoming'))).toEqual([]);
});

test('a deleted blob is missing, and deleting it again is fine', async () => {
  const { blobs, put } = await open();
  const key = `${createId()}/${createId()}`;
  await put(key, 'gone');
  await blobs.delete(key);
  await blobs.delete(key);
  await expect(blobs.open(key)).rejects.toBeInstanceOf(BlobNotFound);
  await expect(blobs.localFile(key)).rejects.toBeInstanceOf(BlobNotFound);
});

test('a list holds what lies in a folder, and no upload that is on its way', async () => {
  const { blobs, put, keys } = await open();
  const [one, other] = [createId(), createId()];
  await put(`${one}/a`, '1');
  await put(`${one}/b`, '2');
  await put(`${other}/a`, '3');
  await writeFile(blobs.temporaryPath(), 'half');
  expect(await keys()).toEqual([`${one}/a`, `${one}/b`, `${other}/a`].toSorted());
  expect(await keys(`${one}/`)).toEqual([`${one}/a`, `${one}/b`]);
  expect(await keys(`${createId()}/`)).toEqual([]);
});

test('uploads that a dead process left behind are removed, younger ones stay', async () => {
  const { folder, blobs } = await open();
  await writeFile(blobs.temporaryPath(), 'half');
  expect(await blobs.removeTemporary({ olderThan: new Date(0) })).toBe(0);
  expect(await blobs.removeTemporary({ olderThan: new Date(8.64e15) })).toBe(1);
  expect(await readdir(join(folder, 'incoming'))).toEqual([]);
});

test.each(['../escape', 'a/../../b', '/etc/passwd', 'a', 'a//b', 'A/b', 'a/b\0', ''])(
  'the key %j is refused',
  async key => {
    const { blobs } = await open();
    await expect(blobs.open(key)).rejects.toBeInstanceOf(TypeError);
    await expect(blobs.delete(key)).rejects.toBeInstanceOf(TypeError);
  },
);
