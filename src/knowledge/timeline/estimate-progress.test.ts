import { expect, test } from 'vitest';
import { estimateSeconds } from './estimate-progress.ts';

const document = {
  id: 'a',
  status: 'extracting',
  job_id: null,
  format: 'pdf',
  byte_size: 1_000,
  pages_done: 0,
  page_count: 100,
};
const begun = { document_id: 'a', pages_from: 0, pages_to: 0, worked_seconds: 0, quiet_seconds: 2 };
const history = [
  { format: 'pdf', pages: 200, bytes: 4_000, seconds: 40 },
  { format: 'text', pages: 10, bytes: 10_000, seconds: 1 },
];

test('a document that has just begun is as fast as the last ones of its format', () => {
  expect(estimateSeconds(document, begun, history)).toBe(18);
});

test('with pages of its own behind it, a document is as fast as it has been', () => {
  const attempt = { ...begun, pages_from: 10, pages_to: 30, worked_seconds: 10 };
  expect(estimateSeconds({ ...document, pages_done: 30 }, attempt, history)).toBe(33);
});

test('where nobody knows how many pages there are, bytes are counted', () => {
  const unknown = { ...document, page_count: null };
  expect(estimateSeconds(unknown, begun, history)).toBe(8);
  expect(estimateSeconds({ ...unknown, format: null }, begun, history)).toBe(1);
});

test('without a history nothing is promised', () => {
  expect(estimateSeconds(document, begun, [])).toBeNull();
  expect(estimateSeconds({ ...document, page_count: null }, begun, [])).toBeNull();
});

test('a document that is overdue is never promised for the past', () => {
  expect(estimateSeconds(document, { ...begun, quiet_seconds: 90 }, history)).toBe(1);
});
