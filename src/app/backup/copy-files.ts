import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BlobNotFound } from '#kernel/blobs/blob-store.ts';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { Config } from '#kernel/config/config.ts';
import { openBlobs } from '../open-blobs.ts';
import { filePathOf } from './manifest.ts';
import type { FileEntry } from './manifest.ts';

const areas = ['blobs', 'imports'] as const;

/** Copies each stored file into a backup, but for those in `known`, and tells what lies there then. */
export async function copyFiles(
  config: Config,
  backup: string,
  known: FileEntry[] = [],
): Promise<FileEntry[]> {
  const files = [...known];
  const there = new Set(known.map(file => `${file.area}/${file.key}`));
  for (const area of areas) {
    const store = await openBlobs(config, area);
    for await (const { key } of store.list('')) {
      if (there.has(`${area}/${key}`)) continue;
      const copied = await copyFile(store, key, filePathOf(backup, { area, key }));
      if (copied) files.push({ area, key, ...copied });
    }
  }
  return files;
}

type Content = Pick<FileEntry, 'bytes' | 'sha256'>;

/** Undefined where it was deleted before it was read. */
async function copyFile(store: BlobStore, key: string, target: string): Promise<Content | undefined> {
  const source = await store.open(key).catch((error: unknown) => {
    if (error instanceof BlobNotFound) return undefined;
    throw error;
  });
  if (!source) return undefined;
  await mkdir(path.dirname(target), { recursive: true });
  const content = hashing();
  await pipeline(source, content.count, createWriteStream(target));
  return content.end();
}

export async function hashFile(file: string): Promise<Content> {
  const content = hashing();
  await pipeline(createReadStream(file), content.count, async function drain(chunks) {
    for await (const _ of chunks);
  });
  return content.end();
}

interface Counted {
  count: (this: void, chunks: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>;
  end(): Content;
}

function hashing(): Counted {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    count: async function* count(chunks) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    end: () => ({ bytes, sha256: hash.digest('hex') }),
  };
}
