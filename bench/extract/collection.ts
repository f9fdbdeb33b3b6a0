import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Sample {
  id: string;
  kind: string;
  path: string;
  truth: string;
  pages: number;
}

/** The PDFs with a text layer, each with its reference Markdown. */
export const listSamples = (dataFolder: string): Promise<Sample[]> =>
  readManifest(dataFolder, kind => kind !== 'scanned');

/** The PDFs that are pictures of text. */
export const listScans = (dataFolder: string): Promise<Sample[]> =>
  readManifest(dataFolder, kind => kind === 'scanned');

async function readManifest(dataFolder: string, isWanted: (kind: string) => boolean): Promise<Sample[]> {
  const manifest = JSON.parse(await readFile(join(dataFolder, 'manifest.json'), 'utf8')) as {
    id: string;
    kind: string;
    pages?: number;
  }[];
  const samples = manifest
    .filter(entry => isWanted(entry.kind))
    .map(async ({ id, kind, pages = 1 }) => {
      const path = join(dataFolder, kind, `${id}.pdf`);
      const truthPath = join(dataFolder, kind, `${id}.truth.md`);
      if (!existsSync(path) || !existsSync(truthPath)) return undefined;
      return { id, kind, path, pages, truth: await readFile(truthPath, 'utf8') };
    });
  return (await Promise.all(samples)).filter(sample => sample !== undefined);
}

/** The PDFs of the table competition, each with its reference structure. */
export async function listTableSamples(dataFolder: string): Promise<Sample[]> {
  const folder = join(dataFolder, 'icdar-tables');
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter(name => name.endsWith('.truth.xml')).sort();
  const samples = names.map(async name => {
    const id = name.slice(0, -'.truth.xml'.length);
    return {
      id,
      kind: 'icdar',
      pages: 1,
      path: join(folder, `${id}.pdf`),
      truth: await readFile(join(folder, name), 'utf8'),
    };
  });
  return (await Promise.all(samples)).filter(sample => existsSync(sample.path));
}
