import { setTimeout as delay } from 'node:timers/promises';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import { createDraw } from '../api-fuzz/draw.ts';
import { addDocument } from './add-document.ts';
import { mixOf } from './mix.ts';
import type { LoadOptions } from './open-load.ts';

const DOCUMENTS = 30;

/** A library with documents that are ready to be found, and what will be asked about them. */
export async function prepareLoad(
  { client, url, apiKey }: RunningQuarry,
  seed: number,
): Promise<Omit<LoadOptions, 'perSecond' | 'seconds'> & { libraryId: string }> {
  const { id: libraryId } = await client.post<{ id: string }>('/libraries', {
    name: `Load ${Math.random()}`,
  });
  const documentIds: string[] = [];
  for (let n = 0; n < DOCUMENTS; n++)
    documentIds.push((await addDocument(client, libraryId, `Report ${n}`)).id);
  for (const id of documentIds) await untilReady(client, id);
  return { url, apiKey, draw: createDraw(seed), make: mixOf({ libraryId, documentIds }), libraryId };
}

async function untilReady(client: RunningQuarry['client'], id: string): Promise<void> {
  for (;;) {
    const { status } = await client.get<{ status: string }>(`/documents/${id}`);
    if (status.startsWith('ready')) return;
    if (status === 'failed') throw new Error('a document of the load failed');
    await delay(100);
  }
}
