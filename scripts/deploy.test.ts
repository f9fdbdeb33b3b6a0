import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { variables } from '#kernel/config/variables.ts';

const read = (pattern: string): string =>
  globSync(pattern, { withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');

test('deployments set no variable that the program does not read', () => {
  const known = new Set(Object.keys(variables).flatMap(name => [name, `${name}_FILE`]));
  // Chosen by whoever deploys, and handed on inside an address.
  const chosen = new Set(['QUARRY_DATABASE_PASSWORD']);
  const named = read('deploy/**/*').match(/\b(?:QUARRY|DATABASE)_[A-Z_]+\b/g) ?? [];
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(name => !known.has(name) && !chosen.has(name))).toEqual([]);
});

test('dashboards and alerts speak of measurements that the program makes', () => {
  const made = read('src/**/*.ts');
  const named = read('deploy/{grafana,prometheus}/**/*.{json,yml}').match(/\bquarry_[a-z_]+/g) ?? [];
  const families = new Set(named.map(name => name.replace(/_(?:bucket|count|sum)$/, '')));
  expect(families.size).toBeGreaterThan(8);
  const missing = [...families].filter(name => !made.includes(name) && !isCallPhase(name, made));
  expect(missing).toEqual([]);
});

/** These names are put together from the phase. */
function isCallPhase(name: string, source: string): boolean {
  const phase = /^quarry_provider_call_(?<phase>[a-z_]+)_seconds$/.exec(name)?.groups!['phase'];
  return phase !== undefined && new RegExp(`\\['${phase}',|: \\['${phase}'`).test(source);
}
