import { expect, test } from 'vitest';
import { charactersOf, cutSections, MAX_SECTION_CHARACTERS, MAX_SECTIONS } from './cut-sections.ts';

const passagesOf = (document: string, count: number, characters = 1_500) =>
  Array.from({ length: count }, (_, index) => ({
    id: `${document}-${index}`,
    document_id: document,
    headings: [],
    page_start: index,
    page_end: index,
    characters,
  }));

test('a short document is one section, each document has its own', () => {
  const sections = cutSections([...passagesOf('a', 3), ...passagesOf('b', 2)]);
  expect(sections.map(each => each.length)).toEqual([3, 2]);
});

test('a longer document is cut into parts of about the same size that one call can read', () => {
  const sections = cutSections(passagesOf('a', 40));
  expect(sections).toHaveLength(3);
  for (const each of sections) expect(charactersOf(each)).toBeLessThanOrEqual(MAX_SECTION_CHARACTERS);
});

test('however long the input and however many the documents, sections are bounded and nothing is lost', () => {
  for (const passages of [
    passagesOf('a', 5_000),
    Array.from({ length: 90 }, (_, index) => passagesOf(`d${index}`, 1, 100)).flat(),
  ]) {
    const sections = cutSections(passages);
    expect(sections.length).toBeLessThanOrEqual(MAX_SECTIONS);
    expect(sections.flat()).toEqual(passages);
  }
});

test('nothing gives no section', () => {
  expect(cutSections([])).toEqual([]);
});
