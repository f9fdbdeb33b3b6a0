import { existsSync } from 'node:fs';

export interface Step {
  name: string;
  command: string[];
  /** Leaves the step out while what it runs does not exist yet. */
  onceExists?: string;
}

const allSteps: Step[] = [
  { name: 'lock file', command: ['npm', 'run', '--silent', 'complete:lock', '--', '--check'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'lint', command: ['oxlint'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'web types', command: ['tsc', '-p', 'web'], onceExists: 'web/tsconfig.json' },
  { name: 'unused code', command: ['knip', '--no-config-hints', '--no-progress'] },
  { name: 'table types', command: ['npm', 'run', '--silent', 'check:tables'] },
  { name: 'example of .env', command: ['npm', 'run', '--silent', 'check:env'] },
  { name: 'schema for Citus', command: ['npm', 'run', '--silent', 'check:citus'] },
  { name: 'packages', command: ['npm', 'run', '--silent', 'check:supply'] },
  { name: 'image', command: ['npm', 'run', '--silent', 'check:image'] },
  { name: 'documentation', command: ['npm', 'run', '--silent', 'docs'] },
  { name: 'gates catch', command: ['npm', 'run', '--silent', 'gates'] },
  { name: 'web builds', command: ['npm', 'run', '--silent', 'build:web'] },
  { name: 'tests', command: ['npm', '--silent', 'test'] },
  { name: 'samples', command: ['node', 'samples/make/make-samples.ts', '--check'] },
  { name: 'demo', command: ['node', 'scripts/check-demo.ts'] },
  { name: 'web in Chromium', command: ['npm', 'run', '--silent', 'test:web'] },
  ...[
    'isolation',
    'api-fuzz',
    'attacks',
    'races',
    'backup',
    'credits',
    'streams',
    'cancel',
    'zombies',
    'ingest-kills',
    'hostile-files',
    'online-store',
  ].map(name => proof(name)),
  // As many as a machine of CI has time for.
  proof('import-kills', '--trials', '3'),
  proof('point-in-time', '--trials', '4'),
  proof('restarts', '--trials', '2'),
  proof('feature-kills', '--trials', '3'),
];

function proof(name: string, ...options: string[]): Step {
  const file = ['races', 'faults', 'conformance']
    .map(folder => `tests/${folder}/prove-${name}.ts`)
    .find(existsSync);
  return {
    name: `proof: ${name}`,
    command: ['npm', 'run', '--silent', 'prove', '--', name, ...options],
    onceExists: file ?? `tests/races/prove-${name}.ts`,
  };
}

/** What must hold before anything is merged, cheapest first. `npm run ci` runs the list from top to bottom. */
export const steps = allSteps.filter(step => !step.onceExists || existsSync(step.onceExists));
