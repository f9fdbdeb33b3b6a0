import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Store } from '#kernel/db/database.ts';
import { openDatabase } from '#kernel/db/open-database.ts';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { ShareProbe } from '#tests/support/measure/probe-share.ts';
import { withClient } from '#tests/support/with-client.ts';
import { Cell } from './cell.ts';
import { findOrphans } from './find-orphans.ts';
import { planTrial } from './plan.ts';
import type { Course } from './plan.ts';
import type { Reading } from './judge-recovery.ts';
import type { Plant } from './plants.ts';
import { runTrial } from './run-trial.ts';
import type { TrialOutcome } from './run-trial.ts';
import { snapshotDocument } from './snapshot-document.ts';
import type { DocumentSnapshot } from './snapshot-document.ts';

/** Of a job, on either store; then the search for orphans tells. */
const LONGEST_LEASE_MS = 70_000;

export interface CellOptions {
  /** Of its own address at the provider, so that its calls can be told apart. */
  number: number;
  store: Store;
  provider: FakeProvider;
  files: readonly string[];
  seed: number;
  probe: ShareProbe;
  plant?: Plant;
  /** The next trial's number; undefined when there are enough. */
  nextTrial: () => number | undefined;
  report: (line: string) => void;
}

export interface CellOutcome {
  trials: TrialOutcome[];
  lost: number;
  doubled: number;
  breaches: string[];
}

interface Reference {
  documentId: string;
  course: Course;
  undisturbed: Reading;
}

/** Reads each file once undisturbed, then trial after trial, and at last compares all documents with those. */
export async function runCell(options: CellOptions): Promise<CellOutcome> {
  const { number, provider, store, probe, plant } = options;
  const origin = new URL(provider.baseUrl).origin;
  await using cell = await Cell.open(store, {
    QUARRY_EMBEDDING_BASE_URL: `${origin}/cell-${number}/v1`,
    QUARRY_EMBEDDING_MODEL: 'fake-embedding',
    QUARRY_LOG_LEVEL: 'warn',
  });
  const calls = () => provider.calls.filter(call => call.path.startsWith(`/cell-${number}/`));
  const references: Reference[] = [];
  for (const file of options.files) references.push(await readReference({ cell, file, calls, probe }));
  const trials: TrialOutcome[] = [];
  for (let trial = options.nextTrial(); trial !== undefined; trial = options.nextTrial()) {
    const plan = planTrial(
      trial,
      options.seed,
      references.map(each => each.course),
    );
    const file = options.files[plan.file]!;
    const readCommitted = (documentId: string) => countSegments(cell, documentId);
    const { undisturbed } = references[plan.file]!;
    const outcome = await runTrial({ cell, plan, file, undisturbed, probe, plant, calls, readCommitted });
    trials.push(outcome);
    options.report(describe(outcome, store));
  }
  await untilIdle(cell);
  await cell.stop();
  return { trials, ...(await judgeStore(cell, references, trials)) };
}

interface ReferenceOptions {
  cell: Cell;
  file: string;
  calls: () => unknown[];
  probe: ShareProbe;
}

async function readReference({ cell, file, calls, probe }: ReferenceOptions): Promise<Reference> {
  const before = calls().length;
  const startedMs = performance.timeOrigin + performance.now();
  const library = await cell.client.post<{ id: string }>('/libraries', { name: file });
  let document = await cell.client.upload<{ id: string; status: string; page_count: number }>(
    `/libraries/${library.id}/documents`,
    file,
  );
  while (document.status !== 'ready') {
    if (document.status === 'failed') throw new Error(`the undisturbed ingestion of ${file} failed`);
    await new Promise(resolve => setTimeout(resolve, 50));
    document = await cell.client.get(`/documents/${document.id}`);
  }
  const tookMs = performance.timeOrigin + performance.now() - startedMs;
  return {
    documentId: document.id,
    course: { pages: document.page_count, windows: calls().length - before },
    undisturbed: { tookMs, share: await probe.shareOf({ startedMs, tookMs }) },
  };
}

/** A document may be final while its job still waits for the lease of the dead. */
async function untilIdle({ client }: Cell): Promise<void> {
  for (let waitedMs = 0; waitedMs < LONGEST_LEASE_MS; waitedMs += 250) {
    const lists = await Promise.all(
      ['queued', 'running'].map(state => client.get<{ items: unknown[] }>(`/jobs?state=${state}`)),
    );
    if (lists.every(({ items }) => items.length === 0)) return;
    await delay(250);
  }
}

/** PGlite's folder is its process's own: nobody can look while it lives. */
async function countSegments({ store }: Cell, documentId: string): Promise<number | undefined> {
  if (store.adminUrl === undefined) return undefined;
  const { rows } = await withClient(store.adminUrl, client =>
    client.query<{ count: number }>(
      'select count(*)::int as count from chunk_segments where document_id = $1',
      [documentId],
    ),
  );
  return rows[0]!.count;
}

async function judgeStore(
  cell: Cell,
  references: Reference[],
  trials: TrialOutcome[],
): Promise<Omit<CellOutcome, 'trials'>> {
  const { config, adminUrl } = cell.store;
  await using db = await openDatabase(adminUrl === undefined ? config : { ...config, url: adminUrl });
  const expected: DocumentSnapshot[] = [];
  for (const { documentId } of references) expected.push(await snapshotDocument(db.pool, documentId));
  const verdict = { lost: 0, doubled: 0, breaches: [] as string[] };
  for (const trial of trials) {
    const found = await snapshotDocument(db.pool, trial.documentId);
    const differing = differences(expected[trial.plan.file]!, found);
    if (differing.length > 0)
      verdict.breaches.push(`trial ${trial.plan.trial}: ${differing.join(', ')} differ`);
    if (differing.length > 0) verdict.lost += 1;
    verdict.doubled += found.strayRows > 0 ? 1 : 0;
    verdict.doubled += (await countDocuments(db, trial.libraryId)) - 1;
  }
  verdict.breaches.push(...(await findOrphans(db, cell.folder)));
  return verdict;
}

const differences = (expected: DocumentSnapshot, found: DocumentSnapshot): string[] =>
  Object.keys(expected.parts).filter(part => expected.parts[part] !== found.parts[part]);

async function countDocuments(db: Database, libraryId: string): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(
    'select count(*)::int as count from documents where library_id = $1',
    [libraryId],
  );
  return rows[0]!.count;
}

function describe(outcome: TrialOutcome, store: Store): string {
  const { plan, deaths, recoveredMs, recovery, reading, paidAgain, breaches } = outcome;
  const kills = plan.kills.map(kill => kill.point).join(' + ');
  const result = breaches.length === 0 ? '' : `: ${breaches.join('; ')}`;
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  const final = `final after ${seconds(recoveredMs)} s (idle ${seconds(recovery.idleMs)}, read in ${seconds(reading.tookMs)} with ${Math.round(100 * reading.share)} % of a processor)`;
  return `${plan.trial + 1} ${store}: ${kills}, ${deaths} killed, ${final}, ${paidAgain} paid again${result}`;
}
