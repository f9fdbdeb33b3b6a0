import { expect, test } from 'vitest';
import { findModel, nameModels } from './name-models.ts';

const library = (id: string, name: string, day: number) => ({
  id: `00000000-0000-7000-8000-0000${id}`,
  name,
  created_at: new Date(Date.UTC(2026, 0, day)),
});

test('a library is named by its name, in any script', () => {
  const models = nameModels([
    library('00000001', 'Harbour Light — Annual Reports (2025)', 1),
    library('00000002', 'คู่มือ เรือเฟอร์รี่', 2),
    library('00000003', '!!!', 3),
  ]);
  expect(models.map(each => each.model)).toEqual([
    'kb:harbour-light-annual-reports-2025',
    'kb:คู่มือ-เรือเฟอร์รี่',
    'kb:library',
  ]);
});

test('a second library of the same slug takes nothing from the first', () => {
  const older = library('aaaaaaaa', 'My notes', 1);
  const newer = library('bbbbbbbb', 'my-notes!', 2);
  expect(nameModels([newer, older]).map(each => each.model)).toEqual(['kb:my-notes', 'kb:my-notes-bbbbbbbb']);
});

test('a distinct name outlives the library that made it necessary', () => {
  const newer = library('bbbbbbbb', 'my-notes!', 2);
  expect(findModel([newer], 'kb:my-notes-bbbbbbbb')?.libraryId).toBe(newer.id);
  expect(findModel([newer], 'kb:my-notes')?.libraryId).toBe(newer.id);
  expect(findModel([newer], `kb:${newer.id}`)?.libraryId).toBe(newer.id);
  expect(findModel([newer], 'kb:other')).toBeUndefined();
});
