import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { withSecretFiles } from './with-secret-files.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'quarry-secrets-'));

function secretFile(content: string): string {
  const file = path.join(folder, 'key');
  writeFileSync(file, content);
  return file;
}

test('a secret may stand in a file, without its last line break', () => {
  const environment = withSecretFiles({ QUARRY_LLM_API_KEY_FILE: secretFile('sk-canary\n') });
  expect(environment['QUARRY_LLM_API_KEY']).toBe('sk-canary');
});

test('a secret given twice stops the start, and so does a file that is not there', () => {
  const both = { QUARRY_LLM_API_KEY: 'sk-1', QUARRY_LLM_API_KEY_FILE: secretFile('sk-2') };
  expect(() => withSecretFiles(both)).toThrow(/QUARRY_LLM_API_KEY_FILE .*left out when QUARRY_LLM_API_KEY/);
  expect(() => withSecretFiles({ DATABASE_URL_FILE: path.join(folder, 'none') })).toThrow(
    /DATABASE_URL_FILE .*a file that this process may read/,
  );
});

test('only secrets are read from files', () => {
  expect(withSecretFiles({ QUARRY_HOST_FILE: secretFile('0.0.0.0') })['QUARRY_HOST']).toBeUndefined();
});
