import { createReadStream, statSync } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { createId } from '../ids.ts';
import { assertBlobKey } from './assert-blob-key.ts';
import { BlobNotFound } from './blob-store.ts';
import type { BlobEntry, BlobStore, LocalFile } from './blob-store.ts';

const INCOMING = 'incoming';

/** Opens a blob store in a local folder, which it makes; several processes may share it. */
export async function openBlobFolder(folder: string): Promise<BlobStore> {
  await mkdir(path.join(folder, INCOMING), { recursive: true });
  return new BlobFolder(folder);
}

class BlobFolder implements BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async putFile(key: string, source: string): Promise<void> {
    const target = this.#pathOf(key);
    await mkdir(path.dirname(target), { recursive: true });
    // The bytes first, then the name: whoever finds the name finds all the bytes, even after a power cut.
    await syncFile(source);
    await rename(source, target);
    await syncFile(path.dirname(target));
  }

  async open(key: string): Promise<Readable> {
    const file = await open(this.#pathOf(key)).catch(asBlobNotFound);
    return createReadStream('', { fd: file });
  }

  async localFile(key: string): Promise<LocalFile> {
    const file = this.#pathOf(key);
    await access(file).catch(asBlobNotFound);
    return { path: file, [Symbol.asyncDispose]: async () => {} };
  }

  async delete(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  async *list(prefix: string): AsyncGenerator<BlobEntry> {
    for (const entry of await readdir(path.join(this.#folder, prefix), { withFileTypes: true }).catch(
      asNone,
    )) {
      const key = `${prefix}${entry.name}`;
      if (entry.isDirectory()) {
        if (key !== INCOMING) yield* this.list(`${key}/`);
      } else {
        const found = statSync(path.join(this.#folder, key), { throwIfNoEntry: false });
        if (found !== undefined) yield { key, modifiedAt: found.mtime };
      }
    }
  }

  temporaryPath(): string {
    return path.join(this.#folder, INCOMING, createId());
  }

  async removeTemporary({ olderThan }: { olderThan: Date }): Promise<number> {
    let removed = 0;
    for await (const { key, modifiedAt } of this.list(`${INCOMING}/`)) {
      if (modifiedAt >= olderThan) continue;
      await rm(path.join(this.#folder, key), { force: true });
      removed += 1;
    }
    return removed;
  }

  #pathOf(key: string): string {
    assertBlobKey(key);
    return path.join(this.#folder, key);
  }
}

async function syncFile(target: string): Promise<void> {
  const file = await open(target);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function asBlobNotFound(error: NodeJS.ErrnoException): never {
  throw error.code === 'ENOENT' ? new BlobNotFound({ cause: error }) : error;
}

function asNone(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
