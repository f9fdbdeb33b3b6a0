import path from 'node:path';
import { expect, test } from 'vitest';
import { InvalidConfig, makeConfig } from './config.ts';

test('an empty environment is a complete configuration', () => {
  const config = makeConfig({});
  expect(config.http).toEqual({ host: '127.0.0.1', port: 8008, trustedProxies: [] });
  expect(config.dataFolder).toBe(path.resolve('.quarry'));
  expect(config.languageModel).toBeUndefined();
});

test('bad values are all told at once, each with what it was and what it may be', () => {
  const start = () =>
    makeConfig({ QUARRY_PORT: 'eighty', QUARRY_LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x' });
  expect(start).toThrow(InvalidConfig);
  expect(start).toThrow(/QUARRY_PORT is “eighty”; it must be a whole number from 0 to 65535/);
  expect(start).toThrow(/QUARRY_LOG_LEVEL is “loud”; it must be one of auto, silent, error/);
  expect(start).toThrow(
    /DATABASE_URL has a value that is not shown here; it must be a URL that starts with postgres:/,
  );
});

test('an endpoint without a model stops the start instead of looking keyless', () => {
  expect(() => makeConfig({ QUARRY_LLM_BASE_URL: 'http://127.0.0.1:1/v1' })).toThrow(
    /QUARRY_LLM_MODEL.*must be set when/,
  );
});

test('empty values count as absent', () => {
  expect(makeConfig({ QUARRY_PORT: ' ', QUARRY_LLM_MODEL: '' }).http.port).toBe(8008);
});

test('languages of scans are those that are named, and misspelt ones are told', () => {
  expect(makeConfig({}).ocr.languages).toEqual(['eng', 'tha']);
  expect(makeConfig({ QUARRY_OCR_LANGUAGES: 'deu, eng,chi_sim' }).ocr.languages).toEqual([
    'deu',
    'eng',
    'chi_sim',
  ]);
  expect(() => makeConfig({ QUARRY_OCR_LANGUAGES: 'de; rm' })).toThrow(/Tesseract's names of languages/);
});
