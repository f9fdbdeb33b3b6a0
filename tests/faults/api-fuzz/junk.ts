import type { Draw } from './draw.ts';

const deep = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

/** Values that have broken servers: nothing here belongs where it is put. */
export const junkValues: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  0.1,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\uD800',
  '\u202Eevil',
  '0',
  'null',
  '%',
  '../../etc/passwd',
  "'; drop table documents; --",
  '<script>alert(1)</script>',
  '${jndi:ldap://127.0.0.1/a}',
  'ก'.repeat(5000),
  'x'.repeat(70_000),
  '2026-02-30T25:61:61Z',
  '+275760-09-13T00:00:00.001Z',
  '00000000-0000-0000-0000-000000000000',
  [],
  {},
  [null],
  { toString: 1 },
  JSON.parse('{"__proto__": {"polluted": true}}'),
  { constructor: { prototype: { polluted: true } } },
  deep(200),
];

/** Texts that stand where an address, a header or a query has its words. */
const junkWords: readonly string[] = [
  '%00',
  '..%2f..%2fetc%2fpasswd',
  '%ff',
  '%E0%A4%A',
  '-1',
  '1e999',
  '9007199254740993',
  'NaN',
  'true',
  '%F0%9F%92%A9',
  'x'.repeat(499),
  'not-a-uuid',
  '0198c0de-0000-7000-8000-000000000000',
  'null',
];

export const junkWord = (draw: Draw): string => draw.oneOf(junkWords);

/** Bodies that are no JSON, or JSON of the wrong shape. */
export const junkBodies: readonly (string | Buffer)[] = [
  '',
  '{',
  '[]',
  'null',
  '"text"',
  '{"a":1,"a":2}',
  '{"__proto__":{"polluted":true}}',
  '{"query":"a\\u0000b"}',
  `{"query":"${'x'.repeat(1_200_000)}"}`,
  Buffer.from([0xff, 0xfe, 0x00, 0x80]),
  Buffer.from('{"query":"\u00ff"}', 'latin1'),
  `${'['.repeat(100_000)}`,
];
