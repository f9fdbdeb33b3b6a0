import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes a stream to disk while hashing it: nothing of the file is kept in memory. */
export async function storeUpload(
  source: Readable,
  path: string,
): Promise<{ byteSize: number; sha256: Buffer }> {
  const hash = createHash('sha256');
  let byteSize = 0;
  await pipeline(
    source,
    async function* count(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        byteSize += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
  );
  return { byteSize, sha256: hash.digest() };
}
