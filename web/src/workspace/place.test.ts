import { expect, test } from 'vitest';
import { parsePlace } from './place.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';

test('an address with a document, page and citation opens that very place', () => {
  expect(parsePlace({ document: id, page: '3', citation: 2, area: 'source' })).toEqual({
    document: id,
    page: 3,
    citation: 2,
    area: 'source',
  });
});

test('a mistyped address opens the workspace instead of an error', () => {
  expect(parsePlace({ document: '../../etc', page: '-1', citation: 1.5, area: 'cellar', chat: 7 })).toEqual(
    {},
  );
});

test('an address says which documents are not asked, and forgets what is no id', () => {
  expect(parsePlace({ without: [id, 'x', 7] })).toEqual({ without: [id] });
  expect(parsePlace({ without: [] })).toEqual({});
  expect(parsePlace({ without: id })).toEqual({});
});
