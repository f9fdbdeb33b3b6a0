import type { FailpointName } from '#kernel/failpoints.ts';
import { snapshotDocument } from '../kills/snapshot-document.ts';
import type { DocumentSnapshot } from '../kills/snapshot-document.ts';
import { countStaleRows } from './audit.ts';
import { isFrozen, until } from './stage.ts';
import type { ArmedWorker, Stage } from './stage.ts';

export interface ZombieTrial {
  name: string;
  /** Rows that workers wrote of the document. */
  rows: number;
  stale: number;
  breaches: string[];
}

export interface Bench {
  stage: Stage;
  a: ArmedWorker;
  b: ArmedWorker;
  file: string;
  expected: DocumentSnapshot;
}

/** Everywhere a worker may fall asleep, inside a transaction too. */
export const freezePoints: FailpointName[] = [
  'after-claim',
  'mid-extract',
  'permit-held',
  'embed-before',
  'embed-during',
  'embed-after',
  'index-write',
  'window-written',
  'window-committed',
  'before-publish',
  'after-publish',
];

/** Where the sleeper holds no lock on its job, so that somebody could hand it out again. */
export const duplicatePoints = freezePoints.filter(
  point => !['index-write', 'window-written', 'before-publish'].includes(point),
);

/** A falls asleep past its lease, B takes over and ends the document, A wakes up. */
export async function freezePastLease(
  bench: Bench,
  point: FailpointName,
  pass: number,
): Promise<ZombieTrial> {
  const { stage, b } = bench;
  const id = await freezeWithDocument(bench, point, pass);
  b.process.kill('SIGCONT');
  await stage.untilFinal(id);
  // Where the document was published already, B still has the job to take over.
  await untilJobSettled(stage, id);
  return await wakeAndJudge(bench, id, `frozen at ${point}@${pass}`);
}

/** A's job is handed out to B while A has it: by a new attempt, or (`sameAttempt`) as if A had never claimed it. */
export async function deliverTwice(
  bench: Bench,
  point: FailpointName,
  options: { pass: number; sameAttempt: boolean; together: boolean },
): Promise<ZombieTrial> {
  const { stage, a, b } = bench;
  const id = await freezeWithDocument(bench, point, options.pass);
  b.process.kill('SIGCONT');
  const tampered = options.sameAttempt
    ? `state = 'created', started_on = null, heartbeat_on = null`
    : `state = 'retry', heartbeat_on = null`;
  await stage.admin.query(
    `update pgboss.job set ${tampered}, start_after = now() where name = 'ingest-document' and data ->> 'documentId' = $1`,
    [id],
  );
  // Together: both go on at the same time, whoever is first.
  if (options.together) a.process.kill('SIGCONT');
  await stage.untilFinal(id);
  await untilJobSettled(stage, id);
  const how = `${options.sameAttempt ? 'same attempt' : 'next attempt'}${options.together ? ', together' : ''}`;
  return await wakeAndJudge(bench, id, `delivered twice at ${point}@${options.pass} (${how})`);
}

/** Lets A alone take the document, and waits until A sleeps. */
async function freezeWithDocument(bench: Bench, point: FailpointName, pass: number): Promise<string> {
  const { stage, a, b, file } = bench;
  b.process.kill('SIGSTOP');
  await until('b sleeps', () => isFrozen(b.process.pid!) || undefined);
  await a.arm(`${point}=stop@${pass}`);
  const { id } = await stage.upload(file);
  await until(`a sleeps at ${point}@${pass}`, () => isFrozen(a.process.pid!) || undefined);
  await a.arm('');
  return id;
}

/** The woken one must let go, as it works off the next document, and must have changed nothing. */
async function wakeAndJudge(bench: Bench, id: string, name: string): Promise<ZombieTrial> {
  const { stage, a, b, file, expected } = bench;
  const before = await snapshotDocument(stage.admin, id);
  b.process.kill('SIGSTOP');
  a.process.kill('SIGCONT');
  const next = await stage.upload(file);
  await stage.untilFinal(next.id);
  b.process.kill('SIGCONT');
  const after = await snapshotDocument(stage.admin, id);
  const { rows, stale } = await countStaleRows(stage.store.adminUrl!, id);
  const breaches = [
    ...differences(before, after).map(part => `the woken worker changed ${part}`),
    ...differences(expected, after).map(part => `${part} differ from an undisturbed ingestion`),
    ...(after.strayRows > 0 ? [`${after.strayRows} rows belong to no generation`] : []),
  ];
  return { name, rows, stale, breaches: breaches.map(breach => `${name}: ${breach}`) };
}

async function untilJobSettled(stage: Stage, documentId: string): Promise<void> {
  await until('the job is settled', async () => {
    const { rows } = await stage.admin.query(
      `select from pgboss.job where name = 'ingest-document' and data ->> 'documentId' = $1 and state < 'completed'`,
      [documentId],
    );
    return rows.length === 0 || undefined;
  });
}

export async function readAttempts(stage: Stage, documentId: string): Promise<{ attempts: number }> {
  const { rows } = await stage.admin.query<{ attempt: number }>(
    'select attempt from documents where id = $1',
    [documentId],
  );
  return { attempts: rows[0]!.attempt };
}

const differences = (expected: DocumentSnapshot, found: DocumentSnapshot): string[] =>
  Object.keys(expected.parts).filter(part => expected.parts[part] !== found.parts[part]);
