import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../service-folders.ts';

/** Where programs from packages are kept between runs, or where QUARRY_DOWNLOADS says. */
export function downloadsFolder(): string {
  const folder = process.env['QUARRY_DOWNLOADS'] ?? join(stateFolder, 'downloads');
  mkdirSync(folder, { recursive: true });
  return folder;
}
