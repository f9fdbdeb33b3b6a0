import { expect, test } from 'vitest';
import { findOcrSettings } from './find-ocr-settings.ts';

test('English and Thai are there on every machine', async () => {
  expect(await findOcrSettings()).toMatchObject({ languages: ['eng', 'tha'], missingLanguages: [] });
});

test('a language without data is named, and the others are read', async () => {
  expect(await findOcrSettings(['eng', 'xxx'])).toMatchObject({
    languages: ['eng'],
    missingLanguages: ['xxx'],
  });
  expect(await findOcrSettings(['xxx'])).toMatchObject({ languages: ['eng'], missingLanguages: ['xxx'] });
});
