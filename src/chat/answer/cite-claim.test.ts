import { expect, test } from 'vitest';
import { citeClaim } from './cite-claim.ts';
import type { Passage } from './passage.ts';

const text = 'The tide turns at noon. The insurer bore €218,000 of the repair. Gulls watched.';
const passage = { index: 2, text, spans: [[4, 0, text.length]], headings: [], documentTitle: 'Report' };

const cite = (claim: string) => citeClaim(passage as unknown as Passage, claim);

test('the quotation is the sentence that the statement before the marker rests on', () => {
  expect(cite('It was costly. Of the repair, €218,000 was borne by the insurer ')).toMatchObject({
    index: 2,
    quote: 'The insurer bore €218,000 of the repair.',
    spans: [[4, 24, 64]],
  });
});

test('earlier statements and their markers do not count', () => {
  expect(cite('The insurer paid the repair [1]. The tide turns at noon ').quote).toBe(
    'The tide turns at noon.',
  );
});

test('where nothing matches, the whole passage is the quotation', () => {
  expect(cite('ไม่มีคำใดตรงกัน ').quote).toBe(text);
});
