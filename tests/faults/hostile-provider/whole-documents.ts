import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '#cli/api-client.ts';
import type { Behaviour, ReceivedCall } from '#tests/support/fake-provider/behaviour.ts';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import { scenarios } from './scenarios.ts';
import type { Scenario } from './scenarios.ts';

export interface DocumentsOutcome {
  ready: number;
  failed: number;
  /** Codes of the failures. */
  causes: string[];
  peak: number;
  breaches: string[];
}

interface DocumentReply {
  id: string;
  title: string;
  status: string;
  chunk_count: number;
  failure: { code: string; message: string; next_step: string | null } | null;
}

const LIMIT = 2;
/** No bar: what is not final by then hangs, on the busiest of machines. On a quiet one all are after about 75 s. */
const FINAL_WITHIN_MS = 900_000;
/** An outage that ends, as outages do: what was put back by then must still come through. */
const HOSTILE_FOR_MS = 12_000;

/** The real program reads one document under each hostility at once; each must end, and say why when it failed. */
export async function wholeDocuments(random: () => number): Promise<DocumentsOutcome> {
  await using fake = await startFakeProvider();
  const folder = await mkdtemp(path.join(tmpdir(), 'quarry-hostile-'));
  await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
  await using quarry = await startQuarry({
    environment: {
      QUARRY_DATA_DIR: folder,
      QUARRY_LOG_LEVEL: 'error',
      QUARRY_EMBEDDING_BASE_URL: fake.baseUrl,
      QUARRY_EMBEDDING_MODEL: 'vectors',
      QUARRY_PROVIDER_CONCURRENCY: String(LIMIT),
      QUARRY_PROVIDER_TIMEOUT_MS: '1500',
      QUARRY_WORKER_CONCURRENCY: '4',
    },
  });
  const hostileUntilMs = performance.now() + HOSTILE_FOR_MS;
  fake.always(call => {
    const { scenario, behaviour } = hostilityOf(call, random);
    return isForGood(scenario) || performance.now() < hostileUntilMs ? behaviour : {};
  });
  const passing = await untilFinal(quarry.client, await upload(quarry.client, scenarios));
  // And one that does not end: nobody may wait for ever.
  fake.always({ fault: 'reset' });
  const gone = scenarios.filter(each => each.name === 'resets in the body');
  const lasting = await untilFinal(quarry.client, await upload(quarry.client, gone));
  const documents = [...passing, ...lasting];
  const breaches = [...breachesOf(documents, fake.gauge.peak), ...unexpected(passing, lasting)];
  return { ...judge(documents), peak: fake.gauge.peak, breaches };
}

/** Calling again does not make it better. */
const isForGood = (scenario: Scenario | undefined): boolean =>
  scenario?.ends.includes('ProviderReplyInvalid') ?? false;

function unexpected(passing: DocumentReply[], lasting: DocumentReply[]): string[] {
  const forGood = new Set(scenarios.filter(isForGood).map(each => each.name));
  const falselyReady = [...passing.filter(each => forGood.has(each.title)), ...lasting].filter(
    each => each.status === 'ready',
  );
  return falselyReady.map(each => `“${each.title}” is ready, which it cannot be`);
}

/** The texts of a call say whose document they are of. */
function hostilityOf(
  call: ReceivedCall,
  random: () => number,
): { scenario?: Scenario; behaviour: Behaviour } {
  const number = /hostility (\d+)/.exec(String([call.body.input].flat().join(' ')))?.[1];
  const scenario = scenarios[Number(number)];
  return { scenario, behaviour: scenario?.behave?.(call, random) ?? {} };
}

async function upload(client: ApiClient, hostilities: Scenario[]): Promise<string[]> {
  const name = `Hostile ${hostilities.length}`;
  const library = await client.post<{ id: string }>('/libraries', { name });
  const ids: string[] = [];
  for (const hostility of hostilities) {
    const text = `This document is read under hostility ${scenarios.indexOf(hostility)}. The harbour light is cleaned every evening. `;
    const body = { title: hostility.name, text: text.repeat(20) };
    ids.push((await client.post<DocumentReply>(`/libraries/${library.id}/documents`, body)).id);
  }
  return ids;
}

async function untilFinal(client: ApiClient, ids: string[]): Promise<DocumentReply[]> {
  const endsAtMs = performance.now() + FINAL_WITHIN_MS;
  for (;;) {
    const documents = await Promise.all(ids.map(id => client.get<DocumentReply>(`/documents/${id}`)));
    if (documents.every(isFinal) || performance.now() > endsAtMs) return documents;
    await delay(250);
  }
}

const isFinal = ({ status }: DocumentReply): boolean => status === 'ready' || status === 'failed';

function judge(documents: DocumentReply[]): Pick<DocumentsOutcome, 'ready' | 'failed' | 'causes'> {
  const failed = documents.filter(each => each.status === 'failed');
  return {
    ready: documents.filter(each => each.status === 'ready').length,
    failed: failed.length,
    causes: [...new Set(failed.map(each => each.failure?.code ?? 'none'))].toSorted(),
  };
}

function breachesOf(documents: DocumentReply[], peak: number): string[] {
  const breaches = documents.flatMap(document => {
    const { title, status, failure, chunk_count: chunks } = document;
    if (!isFinal(document)) return [`“${title}” is still ${status}`];
    if (status === 'ready') return chunks > 0 ? [] : [`“${title}” is ready without chunks`];
    return failure?.code.startsWith('provider-')
      ? []
      : [`“${title}” failed with ${failure?.code ?? 'no cause'}`];
  });
  if (peak > LIMIT) breaches.push(`${peak} calls at once`);
  return breaches.map(breach => `whole documents: ${breach}`);
}
