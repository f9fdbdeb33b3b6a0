import { defineConfig } from 'vitest/config';

const withoutPostgres = process.env['QUARRY_TEST_WITHOUT_POSTGRES'] === '1';

/** One folder of tests on one store; the scenarios are told which by QUARRY_TEST_STORE. */
function project(name: string, include: string[], store: 'pglite' | 'postgres') {
  return {
    test: { name, include, env: { QUARRY_TEST_STORE: store }, testTimeout: 60_000, hookTimeout: 120_000 },
  };
}

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts'], testTimeout: 30_000 } },
      project('scenarios-pglite', ['tests/scenarios/**/*.test.ts'], 'pglite'),
      ...(withoutPostgres
        ? []
        : [
            project('scenarios-postgres', ['tests/scenarios/**/*.test.ts'], 'postgres'),
            project('races', ['tests/races/**/*.test.ts'], 'postgres'),
          ]),
    ],
  },
});
