import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDocumentApi } from '#tests/support/open-document-api.ts';
import type { DocumentApi } from '#tests/support/open-document-api.ts';

let api: DocumentApi;
beforeAll(async () => (api = await openDocumentApi()));
afterAll(() => api?.[Symbol.asyncDispose]());

test('who has nothing to ask yet gets the sample library, once however often they want it', async () => {
  const ada = await api.signUp('ada');
  const offered = (await ada.call('GET', '/libraries/samples')).json().document_count;
  expect(offered).toBeGreaterThanOrEqual(6);
  const first = await ada.call('POST', '/libraries/samples');
  expect(first.statusCode).toBe(201);
  expect(first.json()).toMatchObject({ name: 'Sample library', document_count: offered });
  const again = await ada.call('POST', '/libraries/samples');
  expect(again.json()).toMatchObject({ id: first.json().id, document_count: offered });
});
