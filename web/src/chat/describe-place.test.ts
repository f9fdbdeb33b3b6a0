import { expect, test } from 'vitest';
import type { Citation } from '#api/conversations.ts';
import { english } from '#language/english.ts';
import { describePlace } from './describe-place.ts';

const place = { paged: false, page_start: 2, page_end: 2 } as Citation;

test('a citation of a conversation names who speaks and when; any other its page or part', () => {
  const said = (offset_ms: number | null) =>
    describePlace({ ...place, speaker: 'agent', offset_ms }, english);
  expect(said(12_400)).toBe('agent, 00:12');
  expect(said(3_723_000)).toBe('agent, 1:02:03');
  expect(said(null)).toBe('agent');
  expect(describePlace(place, english)).toBe('Part 2');
  expect(describePlace({ ...place, paged: true, page_end: 3 }, english)).toBe('Page 2–3');
});
