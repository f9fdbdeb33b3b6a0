import { expect, test } from 'vitest';
import { explainDeath } from './explain-death.ts';

test('a reader that crashed is told from one that ran out of memory', () => {
  expect(explainDeath({ code: null, signal: 'SIGSEGV' }, '').code).toBe('extraction-crashed');
  const heap = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
  expect(explainDeath({ code: null, signal: 'SIGABRT' }, heap).code).toBe('extraction-out-of-memory');
});

test('the message for people says nothing of processes', () => {
  const error = explainDeath({ code: 134, signal: null }, '/secret/path');
  expect(error.message + error.nextStep).not.toMatch(/134|secret|process/);
});
