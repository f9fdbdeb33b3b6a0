import type { Gate } from './gate.ts';

/** Tests that would prove nothing. */
export const testGates: Gate[] = [
  ...['skip', 'only', 'todo'].map(word =>
    forbiddenTest(word, `test.${word}('adds', () => {\n  expect(1 + 1).toBe(2);\n});\n`),
  ),
  forbiddenTest('each-skip', `test.each([1]).skip('adds %i', one => {\n  expect(one + 1).toBe(2);\n});\n`),
  {
    name: 'a test that fails',
    tool: 'tests',
    planted: {
      'src/kernel/fails.test.ts': withVitest(`test('adds', () => {\n  expect(1 + 1).toBe(3);\n});\n`),
    },
    caughtBy: ['FAIL', 'src/kernel/fails.test.ts'],
  },
];

function forbiddenTest(word: string, body: string): Gate {
  return {
    name: `a test that does not run (${word})`,
    tool: 'lint',
    planted: { [`src/kernel/${word}.test.ts`]: withVitest(body) },
    caughtBy: [`src/kernel/${word}.test.ts`, 'quarry(no-skipped-test)'],
    sound: { 'src/kernel/runs.test.ts': withVitest(`test('adds', () => {\n  expect(1 + 1).toBe(2);\n});\n`) },
  };
}

function withVitest(body: string): string {
  return `import { expect, test } from 'vitest';\n\n${body}`;
}
