import { expect, test } from 'vitest';
import { readItem } from './read-item.ts';

const turns = '[{"speaker":"agent","text":"Grüezi “you”","offset_ms":3},{"speaker":"b","text":"[{\\"a\\":"}]';
const begin = '{"external_id":"c-1","started_at":"2026-03-04T05:06:07Z"';
const good = `${begin},"turns":${turns},"metadata":{"turns":[1]}}`;

const read = (text: string) => {
  const bytes = Buffer.from(text);
  return readItem({ bytes, start: 0, end: bytes.length, number: 1 });
};

test('turns are stored as they came, among letters of any length', () => {
  const found = read(good);
  expect('row' in found && found.row.turns.toString()).toBe(turns);
  expect(read(good.replace('{"turns":[1]}', `{"turns":${turns}}`))).toHaveProperty('row');
  expect(read(good.replaceAll(',', ' , '))).toHaveProperty('row');
});

test.each([
  ['before the turns', good.replace('{', '{"channel":"phone","channel":"phone",')],
  ['behind the turns', good.replace('}}', '},"metadata":{}}')],
  ['the turns themselves, first', good.replace('"metadata"', `"turns":${turns},"metadata"`)],
  ['the turns themselves, unlike', good.replace('"metadata"', `"turns":[],"metadata"`)],
  ['in a turn', good.replace('"offset_ms":3', '"offset_ms":3,"offset_ms":3')],
  ['in a turn, before', good.replace('"offset_ms":3', '"text":"x","offset_ms":3')],
  ['in the metadata', good.replace('"turns":[1]', '"turns":[1],"turns":[1]')],
  [
    'in the metadata, which looks like the turns',
    `${begin},"metadata":{"turns":${turns},"turns":${turns}},"turns":${turns}}`,
  ],
])('a key that stands twice is seen: %s', (_, text) => {
  expect(read(text)).toMatchObject({
    reason: { code: 'duplicate-key' },
  });
});

test.each(['before', 'behind'])('what is nested too deeply %s the turns is refused', place => {
  const deep = `"metadata":${'{"a":'.repeat(40)}1${'}'.repeat(40)}`;
  const text =
    place === 'before' ? `${begin},${deep},"turns":${turns}}` : `${begin},"turns":${turns},${deep}}`;
  expect(read(text)).toMatchObject({ reason: { code: 'nested-too-deeply' } });
});
