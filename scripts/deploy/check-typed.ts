import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
}

/**
 * What the compiler says of manifests as literals of Kubernetes' own types: unlike their schemas it knows of no field that
 * is not written there. @returns a line for each complaint.
 */
export function checkTyped(manifests: readonly Manifest[]): string[] {
  // Inside the project, so that its packages are found.
  const folder = mkdtempSync(path.resolve('node_modules/.manifests-'));
  try {
    writeFileSync(path.join(folder, 'manifests.ts'), manifests.map(asLiteral).join('\n'));
    execFileSync(
      path.resolve('node_modules/.bin/tsc'),
      ['--noEmit', '--skipLibCheck', '--module', 'nodenext', '--ignoreConfig', 'manifests.ts'],
      { cwd: folder, encoding: 'utf8' },
    );
    return [];
  } catch (error) {
    return (error as { stdout: string }).stdout.trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const asLiteral = (manifest: Manifest, index: number): string =>
  `import type { I${manifest.kind} as T${index} } from 'kubernetes-models/${manifest.apiVersion}';
export const manifest${index}: T${index} = ${JSON.stringify(manifest, undefined, 1)};`;
