import { createWriteStream, openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { S3mini } from 's3mini';
import { assertBlobKey } from './assert-blob-key.ts';
import { BlobNotFound } from './blob-store.ts';
import type { BlobEntry, BlobStore, LocalFile } from './blob-store.ts';
import { BucketSilent } from './bucket-silent.ts';
import { openBlobFolder } from './open-blob-folder.ts';

export interface BlobBucketOptions {
  /** With the bucket as its path: https://storage.example.com/quarry. */
  url: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** What all keys begin with there, such as `blobs`; several stores share a bucket. */
  area: string;
  /** On this machine, for files on their way and for copies. */
  folder: string;
}

const PAGE = 1_000;
const DEFAULT_TYPE = 'application/octet-stream';

/**
 * Opens a blob store in an S3-compatible bucket. An object appears there whole or not at all, also when it was sent
 * in parts; so a blob does. Files on their way lie in a local folder of this process's machine.
 */
export async function openBlobBucket(options: BlobBucketOptions): Promise<BlobStore> {
  const { url, region, accessKeyId, secretAccessKey, area, folder } = options;
  const bucket = new S3mini({ endpoint: url, region, accessKeyId, secretAccessKey });
  return new BlobBucket(bucket, area, await openBlobFolder(folder));
}

class BlobBucket implements BlobStore {
  readonly #bucket: S3mini;
  readonly #area: string;
  readonly #near: BlobStore;

  constructor(bucket: S3mini, area: string, near: BlobStore) {
    this.#bucket = bucket;
    this.#area = area;
    this.#near = near;
  }

  async putFile(key: string, source: string): Promise<void> {
    const name = this.#nameOf(key);
    const content = await openAsBlob(source);
    await answered(
      this.#bucket.putAnyObject(name, content, DEFAULT_TYPE, undefined, undefined, content.size),
    );
    await rm(source);
  }

  async open(key: string): Promise<Readable> {
    const reply = await answered(this.#bucket.getObjectResponse(this.#nameOf(key)));
    if (!reply?.body) throw new BlobNotFound();
    return Readable.fromWeb(reply.body as ReadableStream);
  }

  async localFile(key: string): Promise<LocalFile> {
    const source = await this.open(key);
    const copy = this.temporaryPath();
    const remove = (): Promise<void> => rm(copy, { force: true });
    try {
      await pipeline(source, createWriteStream(copy));
    } catch (error) {
      await remove();
      throw new BucketSilent(error);
    }
    return { path: copy, [Symbol.asyncDispose]: remove };
  }

  async delete(key: string): Promise<void> {
    await answered(this.#bucket.deleteObject(this.#nameOf(key)));
  }

  async *list(prefix: string): AsyncGenerator<BlobEntry> {
    let token: string | undefined;
    do {
      const page = await answered(this.#bucket.listObjectsPaged('/', `${this.#area}/${prefix}`, PAGE, token));
      for (const { Key: name, LastModified: modified } of page?.objects ?? [])
        yield { key: name.slice(this.#area.length + 1), modifiedAt: new Date(modified) };
      token = page?.nextContinuationToken;
    } while (token !== undefined);
  }

  temporaryPath(): string {
    return this.#near.temporaryPath();
  }

  removeTemporary(options: { olderThan: Date }): Promise<number> {
    return this.#near.removeTemporary(options);
  }

  #nameOf(key: string): string {
    assertBlobKey(key);
    return `${this.#area}/${key}`;
  }
}

/** What the bucket says when it refuses or is away holds names of ours: it stays inside. */
async function answered<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw new BucketSilent(error);
  }
}
