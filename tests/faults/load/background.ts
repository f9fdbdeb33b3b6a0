import { openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createId } from '#kernel/ids.ts';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import { makeTranscripts } from '../../../bench/transcripts/make-transcripts.ts';

export interface Background {
  documents: number;
  importedBytes: number;
  scorings: number;
  failures: string[];
}

export interface BackgroundOptions {
  quarry: RunningQuarry;
  libraryId: string;
  importBytes: number;
  seed: number;
  signal: AbortSignal;
}

const DOCUMENT_EVERY_MS = 1_000;

/** What goes on behind the requests: documents come in, a file of talks is imported, and the talks are scored. */
export async function workBehind(options: BackgroundOptions): Promise<Background> {
  const done: Background = { documents: 0, importedBytes: 0, scorings: 0, failures: [] };
  await Promise.all([ingest(options, done), importAndScore(options, done)]).catch((error: Error) =>
    done.failures.push(error.message),
  );
  return done;
}

async function ingest({ quarry, libraryId, signal }: BackgroundOptions, done: Background): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    await addDocument(quarry, libraryId, `Report ${n} of ${createId()}`);
    done.documents += 1;
    await delay(DOCUMENT_EVERY_MS);
  }
}

export function addDocument(
  quarry: RunningQuarry,
  libraryId: string,
  title: string,
): Promise<{ id: string }> {
  const sentence = `In winter the keeper of the harbour wrote a report on the ferry, the lamp and the tide, ${title}. `;
  const text = Array.from({ length: 60 }, (_, n) => `${n}. ${sentence.repeat(6)}`).join('\n\n');
  return quarry.client.post(`/libraries/${libraryId}/documents`, { title, text });
}

async function importAndScore(options: BackgroundOptions, done: Background): Promise<void> {
  const { quarry, importBytes, seed } = options;
  const file = path.join(tmpdir(), `quarry-load-${createId()}.json`);
  try {
    await makeTranscripts({ path: file, layout: 'array', bytes: importBytes, seed });
    const form = new FormData();
    form.set('file', await openAsBlob(file), 'talks.json');
    const reply = await fetch(`${quarry.url}/api/v1/transcripts/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${quarry.apiKey}` },
      body: form,
    });
    if (reply.status >= 300) throw new Error(`the import was refused with ${reply.status}`);
    done.importedBytes = importBytes;
    const period = { since: '2020-01-01T00:00:00Z', until: '2030-01-01T00:00:00Z' };
    await quarry.client.post('/transcripts/scorings', period);
    done.scorings += 1;
  } finally {
    await rm(file, { force: true });
  }
}
