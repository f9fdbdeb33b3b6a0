import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Writes each built text a second and third time as `.br` and `.gz`, so that the server compresses nothing itself. */
export function compressFiles(): Plugin {
  return {
    name: 'quarry:compress-files',
    apply: 'build',
    writeBundle({ dir }) {
      for (const file of listTexts(dir!)) {
        const text = readFileSync(file);
        writeFileSync(`${file}.br`, brotliCompressSync(text));
        writeFileSync(`${file}.gz`, gzipSync(text));
      }
    },
  };
}

const listTexts = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(js|css|svg|html)$/.test(name))
    .map(name => join(folder, name));
