import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createProgram } from '#cli/run-program.ts';
import { variables } from '#kernel/config/variables.ts';
import { findUnknownCommands } from './find-unknown-commands.ts';
import { findUnknownOperations } from './find-unknown-operations.ts';

const pages = ['README.md', ...globSync('docs/*.md'), ...globSync('docs/guide/*.md')];

test('commands that pages tell to run are commands of the program', () => {
  const program = createProgram();
  expect(pages.length).toBeGreaterThan(12);
  const told = pages.flatMap(page =>
    findUnknownCommands(readFileSync(page, 'utf8'), program).map(problem => `${page}: ${problem}`),
  );
  expect(told).toEqual([]);
});

test('a command, an option and an argument that are not there are found', () => {
  const page =
    '```sh\nnpx quarry fly\nnpx quarry jobs --stat dead\nnpx quarry ask\nnpx quarry plans fly\nnpx quarry jobs --json\n```';
  expect(findUnknownCommands(page, createProgram()).map(problem => problem.split(':')[0])).toEqual([
    'no such command',
    'no option --stat',
    'an argument is missing',
    'no such command',
  ]);
});

test('variables that pages name are read by the program', () => {
  const known = new Set(Object.keys(variables).flatMap(name => [name, `${name}_FILE`]));
  const elsewhere = new Set(['QUARRY_DATABASE_PASSWORD', 'QUARRY_TEST_DATA']);
  const named = pages.flatMap(
    page => readFileSync(page, 'utf8').match(/\b(?:QUARRY|DATABASE|OTEL)_[A-Z0-9_]+\b/g) ?? [],
  );
  expect(named.filter(name => !known.has(name) && !elsewhere.has(name))).toEqual([]);
});

test('an operation that the API has not is found', () => {
  const known = new Set(['GET /api/v1/audit', 'POST /api/v1/documents/{}/retry']);
  const page =
    '`GET /audit`, `POST /documents/{document_id}/retry`, `POST /documents/ID/retry`, `POST /v1/embeddings`, `GET /nothing`';
  expect(findUnknownOperations(page, known)).toEqual(['GET /nothing']);
});
