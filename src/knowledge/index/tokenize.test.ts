import { expect, test } from 'vitest';
import { tokenize } from './tokenize.ts';

test.for([
  [
    'English is stemmed and loses its stop words',
    "The company's policies were running",
    'compani polici run',
  ],
  ['numbers have one spelling', '1,250.5 = 1.250,5 and ๑๒๕๐', '1250.5 1250.5 1250'],
  [
    'dates and codes are found whole and in parts',
    '2024-05-01 ABC-123',
    '2024-05-01 2024 05 01 abc-123 abc 123',
  ],
  ['versions and addresses stay whole', '10.0.0.1 3.14', '10.0.0.1 3.14'],
  ['compounds are found by their parts', 'state-of-the-art e-mail', 'state art e mail'],
  ['acronyms lose their dots', 'U.S.A.', 'usa'],
  ['accents are typed or not', "L'école CAFÉ naïve Ελλάδα", 'ecol cafe naiv ελλαδα'],
  ['marks that make another letter stay', 'район', 'район'],
  ['full width is the same as half width', 'ＡＢＣ１２３', 'abc123'],
  ['soft hyphens are not there', 'har\u00adbour', 'harbour'],
  ['Thai gives words and pairs of letters', 'น้ำดื่ม', 'น้ำ ดื่ม นำ ำด ดม'],
  ['Thai AM may come in two parts', 'น\u0e4d\u0e49\u0e32', 'น้ำ นำ'],
  ['Chinese gives pairs and longer words', '人口', '人口'],
  ['Japanese gives pairs and longer words', 'コンピュータ', 'コン ンピ ピュ ュー ータ コンピュータ'],
  ['Korean words carry particles', '환불은', '환불은 환불 불은'],
  ['scripts may touch', '東京2020年', '東京 2020 年'],
  ['nothing gives nothing', ' — … ', ''],
] as const)('%s', ([, text, terms]) => {
  expect(tokenize(text).join(' ')).toBe(terms);
});

test('a word without end is cut rather than indexed whole', () => {
  expect(tokenize('x'.repeat(5_000)).map(term => term.length)).toEqual([64]);
});
