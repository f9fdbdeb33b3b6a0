import { defineConfig } from 'vitest/config';

// Needs Chromium; `npm run test:web` asks for it.
const withBrowser = process.env['QUARRY_TEST_BROWSER'] === '1';
const withoutPostgres = process.env['QUARRY_TEST_WITHOUT_POSTGRES'] === '1';

/** For a busy machine: what hangs is found all the same, and nothing else is measured here. */
const patience = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 30_000 } } };

/** Tests that need a store run as one project for each; the tests are told which by QUARRY_TEST_STORE. */
function storeProject(name: string, store: 'pglite' | 'postgres', include: string[]) {
  return {
    test: {
      name,
      include,
      env: { QUARRY_TEST_STORE: store },
      globalSetup: [`tests/support/global-setup-${store}.ts`],
      ...patience,
    },
  };
}

const scenarios = ['tests/scenarios/**/*.test.ts', 'tests/support/**/*.test.ts'];

const postgresProjects = [
  storeProject('scenarios-postgres', 'postgres', scenarios),
  // Only PostgreSQL lets two transactions meet: PGlite runs one statement at a time.
  storeProject('races', 'postgres', ['tests/races/**/*.test.ts']),
];

const browserProjects = [
  { test: { name: 'browser', include: ['tests/web/*.test.ts'], ...patience } },
  // What is measured runs apart from the others, one at a time.
  {
    test: {
      name: 'browser-budgets',
      include: ['tests/web/budgets/*.test.ts'],
      maxWorkers: 1,
      sequence: { groupOrder: 1 },
      ...patience,
    },
  },
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tests/faults/**/*.test.ts', 'scripts/**/*.test.ts', 'bin/*.test.ts'],
          ...patience,
        },
      },
      {
        test: { name: 'web', root: 'web', include: ['src/**/*.test.ts', 'build/**/*.test.ts'], ...patience },
      },
      ...(withBrowser ? browserProjects : []),
      storeProject('scenarios-pglite', 'pglite', scenarios),
      ...(withoutPostgres ? [] : postgresProjects),
    ],
  },
});
