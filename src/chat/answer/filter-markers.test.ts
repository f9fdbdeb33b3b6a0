import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MarkerFilter } from './filter-markers.ts';

const filter = (pieces: string[]): string => {
  const markers = new MarkerFilter(index => index >= 1 && index <= 3);
  return pieces.map(piece => markers.push(piece)).join('') + markers.end();
};

test.each([
  ['A fact [1].', 'A fact [1].'],
  ['Two facts [1, 3].', 'Two facts [1][3].'],
  ['Twice [2][2] and [2; 2].', 'Twice [2][2] and [2].'],
  ['Invented [9].', 'Invented.'],
  ['Half invented [9, 2].', 'Half invented [2].'],
  ['Other brackets 【1†source】.', 'Other brackets [1].'],
  ['Not a marker [see above], [a1] and [2024-05].', 'Not a marker [see above], [a1] and [2024-05].'],
  ['Code `list[0]` and ```\na[9]\n``` stay.', 'Code `list[0]` and ```\na[9]\n``` stay.'],
  ['An open end [', 'An open end ['],
  ['Trailing space  ', 'Trailing space  '],
  ['Zero \u0000 and a half \uD83D', 'Zero  and a half \uFFFD'],
])('%j becomes %j', (text, expected) => {
  expect(filter([text])).toBe(expected);
});

test('however a text is cut into pieces, the same comes out', () => {
  const fragment = fc.constantFrom(
    '[',
    ']',
    '【',
    '】',
    '1',
    '9',
    ',',
    ' ',
    '`',
    'a',
    '\n',
    '[2]',
    '[1, 9]',
    '†',
    '😀',
    'ก',
  );
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 30 }), fc.array(fc.nat(40)), (fragments, cuts) => {
      const text = fragments.join('');
      const ends = [...cuts.filter(cut => cut < text.length), text.length].toSorted((a, b) => a - b);
      const pieces = ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
      expect(filter(pieces)).toBe(filter([text]));
    }),
    { numRuns: 2_000 },
  );
});

test('plain text is not held back', () => {
  const markers = new MarkerFilter(() => true);
  expect(markers.push('Word by')).toBe('Word by');
  expect(markers.push(' word [')).toBe(' word');
  expect(markers.push('1')).toBe('');
  expect(markers.push('] on')).toBe(' [1] on');
});
