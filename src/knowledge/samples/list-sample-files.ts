import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SAMPLE_FOLDER } from './sample-library.ts';

/** Paths of the sample documents; none where an installation came without them. */
export async function listSampleFiles(): Promise<string[]> {
  if (!existsSync(SAMPLE_FOLDER)) return [];
  return (await readdir(SAMPLE_FOLDER)).map(name => join(SAMPLE_FOLDER, name));
}
