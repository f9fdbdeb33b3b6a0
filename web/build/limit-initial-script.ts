import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

interface Chunk {
  fileName: string;
  code: string;
  isEntry: boolean;
  imports: string[];
}

/** Prints what the first visit must download before it can draw, and fails the build when that passes the limit. */
export function limitInitialScript({ maxKilobytes }: { maxKilobytes: number }): Plugin {
  return {
    name: 'quarry:limit-initial-script',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter(file => file.type === 'chunk');
      const initial = findInitialChunks(chunks);
      const kilobytes = sumKilobytes(initial.map(chunk => chunk.code));
      const lazy = chunks.length - initial.length;
      console.log(
        `web: ${kilobytes.toFixed(1)} kB of script at the first visit (gzipped; limit ${maxKilobytes}), ${lazy} chunks on demand`,
      );
      if (kilobytes > maxKilobytes) this.error(`The first visit downloads more than ${maxKilobytes} kB.`);
    },
  };
}

/** The entry and everything it imports statically, which is what the browser fetches before it runs the first line. */
export function findInitialChunks<C extends Chunk>(chunks: C[]): C[] {
  const byName = new Map(chunks.map(chunk => [chunk.fileName, chunk]));
  const found = new Set<C>(chunks.filter(chunk => chunk.isEntry));
  for (const chunk of found) {
    for (const name of chunk.imports) {
      const imported = byName.get(name);
      if (imported) found.add(imported);
    }
  }
  return [...found];
}

function sumKilobytes(files: string[]): number {
  return files.reduce((sum, file) => sum + gzipSync(file).length, 0) / 1000;
}
