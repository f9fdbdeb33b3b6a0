import { expect, test } from 'vitest';
import { mendGlyphs } from './mend-glyphs.ts';

test('accents that TeX draws before their letters join them', () => {
  expect(mendGlyphs('Fr´ed´eric', 'CMR12')).toBe('Frédéric');
  expect(mendGlyphs('Computa¸c˜ao', 'CMTI10')).toBe('Computação');
  expect(mendGlyphs('na¨ıve', 'CMR10')).toBe('naïve');
});

test('a quotation mark before a letter stays what it is', () => {
  expect(mendGlyphs('`name', 'Courier')).toBe('`name');
  expect(mendGlyphs('´7', 'CMR10')).toBe('´7');
});

test('a soft hyphen that is drawn is a hyphen', () => {
  expect(mendGlyphs('2017\u00ad2021', 'ArialMT')).toBe('2017-2021');
});

test('the pictures of symbol fonts are bullets, their letters elsewhere are letters', () => {
  expect(mendGlyphs('I', 'ABCDEF+MSAM10')).toBe('•');
  expect(mendGlyphs('q', 'Wingdings-Regular')).toBe('•');
  expect(mendGlyphs('I', 'CMR10')).toBe('I');
});

test('the signs of the Symbol font are named, whichever font a word processor says they have', () => {
  expect(mendGlyphs('\uf073', 'Symbol')).toBe('σ');
  expect(mendGlyphs('(\uf072\uf02b\uf070)', 'ABCDEF+SymbolMT')).toBe('(ρ+π)');
  expect(mendGlyphs('ORALITE\uf0e2', 'Times New Roman,Bold')).toBe('ORALITE®');
  expect(mendGlyphs('\uf0b7', 'Symbol')).toBe('•');
  expect(mendGlyphs('\uf026', 'ABCDEE+MT Extra')).toBe('\uf026');
});
