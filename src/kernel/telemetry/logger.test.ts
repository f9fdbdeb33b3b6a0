import { expect, test } from 'vitest';
import { Overloaded } from '../errors/common-errors.ts';
import { createLogger } from './logger.ts';

const CANARY = 'canary-5f3a';

function open() {
  const lines: string[] = [];
  const logger = createLogger({ level: 'debug', pretty: false, write: line => void lines.push(line) });
  return { lines, logger };
}

test('nothing of an error is logged that could hold a word of somebody’s', () => {
  const { lines, logger } = open();
  const inner = Object.assign(new Error(`Key (name)=(${CANARY}) exists\n    at ${CANARY} (file:1:1)`), {
    code: '23505',
    table: 'libraries',
    detail: CANARY,
    parameters: [CANARY],
    request: { headers: { authorization: CANARY } },
  });
  const outer = new TypeError(`cannot read ${CANARY}`, { cause: new Error(CANARY, { cause: inner }) });
  logger.error({ err: outer, code: 'internal' }, 'request failed');
  logger.warn({ err: CANARY.repeat(2) + ' ' }, 'thrown as text');
  logger.error({ cause: `it said: ${CANARY}`, body: CANARY, headers: { a: CANARY } }, 'a document failed');
  logger.error(outer);
  expect(lines).toHaveLength(4);
  expect(lines.join('')).not.toContain(CANARY);
  const [first] = lines.map(line => JSON.parse(line) as Record<string, any>);
  expect(first).toMatchObject({ code: 'internal', msg: 'request failed', err: { type: 'TypeError' } });
  expect(first!['err'].cause.cause).toMatchObject({ code: '23505', table: 'libraries' });
  expect(first!['err'].at[0]).toContain('logger.test.ts');
});

test('what our own errors say to people is logged with them', () => {
  const { lines, logger } = open();
  const error = new Overloaded('The database does not answer right now.', { retryAfterSeconds: 1 });
  logger.error({ err: error }, 'request failed');
  expect(lines[0]).toContain('does not answer');
});

test('ids, routes and durations are logged as they are', () => {
  const { lines, logger } = open();
  logger
    .child({ job_id: 'j' })
    .info({ route: '/a/:id', status: 200, duration_ms: 3, tenant_id: null }, 'request');
  expect(JSON.parse(lines[0]!)).toMatchObject({ job_id: 'j', route: '/a/:id', status: 200, tenant_id: null });
});
