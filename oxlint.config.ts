import { defineConfig } from 'oxlint';

// Storeys, ground floor first. A room may import from storeys listed before its own, never from its own or after.
const storeys = [
  ['kernel'],
  ['auth'],
  ['usage'],
  ['ai'],
  ['knowledge'],
  ['chat', 'transcripts', 'features'],
  ['insights'],
  ['doors'],
  ['app'],
  ['cli'],
];
const rooms = storeys.flat();

/** Two ways a room can break the storeys by name, and one by path; each with the sentence its author needs. */
function importRulesFor(room: string) {
  const others = rooms.filter(other => other !== room);
  const floor = storeys.findIndex(storey => storey.includes(room));
  const notBelow = others.filter(other => storeys.findIndex(storey => storey.includes(other)) >= floor);
  // queries.ts and schema.ts are a room's own; its routes and jobs are mounted by the app storey alone.
  const privateFiles = room === 'app' ? '{queries,schema}' : '{queries,schema,routes,jobs}';
  return [
    {
      group: notBelow.map(other => `#${other}/**`),
      message: `"${room}" may only import from storeys below it: declare a port here and let app plug it in.`,
    },
    {
      group: others.flatMap(other => [`#${other}/${privateFiles}.ts`, `#${other}/**/${privateFiles}.ts`]),
      message: 'This file is private to its room: call one of the functions the room offers instead.',
    },
    {
      group: others.flatMap(other => [`**/../${other}/**`, `../${other}/**`]),
      message: 'Cross into another room through its door: import from "#room/…".',
    },
  ].filter(pattern => pattern.group.length > 0);
}

const noTests = { group: ['#tests/**'], message: 'The product does not import its tests.' };

const restrict = (files: string, patterns: object[]) => ({
  files: [files],
  rules: { 'no-restricted-imports': ['error', { patterns }] as never },
});

// Unit tests sit beside their source, and keep to the storeys, but may use what tests/ offers.
const storeyRules = rooms.flatMap(room => [
  restrict(`src/${room}/**/*.ts`, [...importRulesFor(room), noTests]),
  restrict(`src/${room}/**/*.test.ts`, importRulesFor(room)),
]);

const isTest = ['**/*.test.ts', '**/*.test.tsx', 'tests/**/*.ts'];

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'promise', 'node', 'vitest'],
  jsPlugins: ['./lint/quarry-rules.ts'],
  categories: { correctness: 'error' },
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: [
    'node_modules',
    'dist/**',
    'web/dist/**',
    'coverage/**',
    '.services/**',
    '.quarry/**',
    '**/*.gen.ts',
  ],
  rules: {
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'typescript/no-floating-promises': 'error',
    // Without await, `using` disposes before the promise it returns has settled.
    'typescript/return-await': ['error', 'error-handling-correctness-only'],
    'typescript/no-misused-promises': 'error',
    'typescript/consistent-type-imports': 'error',
    'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    'quarry/no-skipped-test': 'error',
  },
  overrides: [
    ...storeyRules,
    // Not in web/: a component's markup is one expression, however long the page.
    {
      files: [
        'src/**/*.ts',
        'tests/**/*.ts',
        'scripts/**/*.ts',
        'bench/**/*.ts',
        'lint/**/*.ts',
        'samples/**/*.ts',
      ],
      rules: { 'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }] },
    },
    {
      files: ['src/**/*.ts'],
      rules: {
        'quarry/no-swallowed-abort': 'error',
        'quarry/one-clock': 'error',
        'quarry/one-environment': 'error',
      },
    },
    { files: ['src/kernel/clock.ts'], rules: { 'quarry/one-clock': 'off' } },
    { files: ['src/kernel/config/env.ts'], rules: { 'quarry/one-environment': 'off' } },
    { files: isTest, rules: { 'quarry/one-clock': 'off', 'quarry/one-environment': 'off' } },
  ],
});
