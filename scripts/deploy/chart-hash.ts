import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';

/** What a chart renders to follows from these files alone. */
export function hashOfChart(): string {
  const hash = createHash('sha256');
  const files = globSync(['deploy/helm/quarry/**/*.{yaml,tpl,txt}', 'deploy/helm/trials/*.yaml']);
  for (const file of files.toSorted()) hash.update(`${file}\0${readFileSync(file, 'utf8')}\0`);
  return hash.digest('hex');
}
