import type { ApiClient } from '#cli/api-client.ts';

/** A report of sixty paragraphs. */
export function addDocument(client: ApiClient, libraryId: string, title: string): Promise<{ id: string }> {
  const sentence = `In winter the keeper of the harbour wrote a report on the ferry, the lamp and the tide, ${title}. `;
  const text = Array.from({ length: 60 }, (_, n) => `${n}. ${sentence.repeat(6)}`).join('\n\n');
  return client.post(`/libraries/${libraryId}/documents`, { title, text });
}
