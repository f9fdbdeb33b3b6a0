import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { startFakeS3 } from '#tests/support/fake-s3/fake-s3.ts';
import { createId } from '../ids.ts';
import { BlobNotFound } from './blob-store.ts';
import { openBlobBucket } from './open-blob-bucket.ts';

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'quarry-test-bucket-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const s3 = await startFakeS3();
  onTestFinished(() => s3[Symbol.asyncDispose]());
  const { url, region, accessKeyId, secretAccessKey } = s3;
  const options = { url, region, accessKeyId, secretAccessKey, area: 'blobs', folder };
  const blobs = await openBlobBucket(options);
  const put = async (key: string, content: string | Buffer) => {
    const path = blobs.temporaryPath();
    await writeFile(path, content);
    await blobs.putFile(key, path);
  };
  const keys = async (prefix = '') => {
    const found: string[] = [];
    for await (const blob of blobs.list(prefix)) found.push(blob.key);
    return found.toSorted();
  };
  return { folder, s3, options, blobs, put, keys };
}

test('a blob comes back from the bucket as it was put, and no copy stays on the machine', async () => {
  const { folder, blobs, put, s3 } = await open();
  const key = `${createId()}/${createId()}`;
  await put(key, 'first');
  await put(key, 'second');
  expect(await text(await blobs.open(key))).toBe('second');
  {
    await using file = await blobs.localFile(key);
    expect(await readFile(file.path, 'utf8')).toBe('second');
  }
  expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  expect([...s3.objects.keys()]).toEqual([`blobs/${key}`]);
});

test('a file of many parts comes back byte for byte', async () => {
  const { blobs, put, s3 } = await open();
  const key = `${createId()}/${createId()}`;
  const content = randomBytes(20 * 1024 ** 2);
  await put(key, content);
  expect(s3.requests.filter(({ line }) => line.startsWith('PUT')).length).toBeGreaterThan(1);
  expect((await buffer(await blobs.open(key))).equals(content)).toBe(true);
});

test('an empty file is kept, too', async () => {
  const { blobs, put } = await open();
  const key = `${createId()}/${createId()}`;
  await put(key, '');
  await using file = await blobs.localFile(key);
  expect(await readFile(file.path, 'utf8')).toBe('');
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

test('a list goes over all pages of one folder, and over no other store in the bucket', async () => {
  const { put, keys, s3 } = await open();
  const [one, other] = [createId(), createId()];
  const files = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name => `${one}/${name}`);
  for (const key of [...files, `${other}/a`]) await put(key, key);
  s3.objects.set(`imports/${one}/z`, { bytes: Buffer.from('z'), modifiedAt: new Date() });
  expect(await keys()).toEqual([...files, `${other}/a`].toSorted());
  expect(await keys(`${one}/`)).toEqual(files);
  expect(await keys(`${createId()}/`)).toEqual([]);
});

test('a wrong secret, and a bucket that is away, are told as a store that does not answer', async () => {
  const { blobs, put, s3, options } = await open();
  const key = `${createId()}/${createId()}`;
  await put(key, 'kept');
  const stranger = await openBlobBucket({ ...options, secretAccessKey: 'another' });
  await expect(stranger.open(key)).rejects.toMatchObject({ status: 503, code: 'overloaded' });
  s3.away = true;
  await expect(blobs.open(key)).rejects.toMatchObject({ status: 503 });
  await expect(put(key, 'lost')).rejects.toMatchObject({ status: 503 });
  s3.away = false;
  expect(await text(await blobs.open(key))).toBe('kept');
});

test.each(['../escape', 'a/../../b', '/etc/passwd', 'a', 'a//b', 'A/b', 'a/b\0', ''])(
  'the key %j is refused',
  async key => {
    const { blobs } = await open();
    await expect(blobs.open(key)).rejects.toBeInstanceOf(TypeError);
    await expect(blobs.delete(key)).rejects.toBeInstanceOf(TypeError);
  },
);
