import type { SentimentEngine } from '#ai/sentiment/sentiment.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { failpoint } from '#kernel/failpoints.ts';
import type { JobContext, JobOutcome } from '#kernel/jobs/define-job.ts';
import { JobAbort } from '#kernel/jobs/job-abort.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { QuotaExceeded } from '#usage/holds/quota-exceeded.ts';
import {
  holdMore,
  holdOnlyMeasured,
  measureStep,
  settleSubject,
  STEP_LEASE_MS,
} from '#usage/holds/work-in-steps.ts';
import { combineTurns } from './combine-turns.ts';
import {
  beginAttempt,
  holdScoring,
  listNextTranscripts,
  saveProgress,
  saveScores,
  setScoringStatus,
} from './queries.ts';
import type { ScoredTranscript, ScoringAttempt, ScoringRow, UnscoredTranscript } from './queries.ts';

export interface ScoringDeps {
  db: Database;
  /** By their ids. */
  engines: ReadonlyMap<string, SentimentEngine>;
  /** Undefined: scoring costs nothing. */
  usage?: Usage;
}

interface Attempt {
  attempt: ScoringAttempt;
  context: JobContext;
}

const BATCH = { limit: 100, maxBytes: 256 * 1024 };
const CHARACTERS_OF_A_TOKEN = 4;

/**
 * Scores a span of the timeline batch by batch, from behind the last committed one. A batch is one transaction: the
 * scores, the position and what it costs. Models run in threads or elsewhere, never here.
 */
export async function scoreTranscripts(
  deps: ScoringDeps,
  data: { tenantId: string; scoringId: string },
  context: JobContext,
): Promise<JobOutcome> {
  const attempt = await withTransaction(deps.db, data, async tx => {
    const begun = await beginAttempt(tx, { ...data, jobId: context.jobId });
    if (begun === undefined) return undefined;
    await context.fence(tx);
    // What the last attempt took for a batch that it never wrote.
    await holdOnlyMeasured(tx, subjectOf(begun));
    return begun;
  });
  if (attempt === undefined) return { kind: 'cancel', reason: 'this scoring waits for no one' };
  const engine = deps.engines.get(attempt.engine);
  if (engine === undefined) return fail(deps, { attempt, context }, unknownEngine(attempt.engine));
  try {
    while (await scoreBatch(deps, { attempt, context, engine }));
  } catch (error) {
    if (!(error instanceof QuotaExceeded)) throw error;
    const failure = { code: error.code, message: error.message, next_step: error.nextStep ?? null };
    return await fail(deps, { attempt, context }, failure);
  }
  return { kind: 'done' };
}

/** @returns whether there may be more. */
async function scoreBatch(
  deps: ScoringDeps,
  options: Attempt & { engine: SentimentEngine },
): Promise<boolean> {
  const { attempt, context, engine } = options;
  const price = await deps.usage?.prices.of(engine.id);
  let batch: UnscoredTranscript[] = [];
  await writeFenced(deps.db, options, async (tx, scoring) => {
    const maxBytes = engine.maxBatchBytes ?? BATCH.maxBytes;
    batch = await listNextTranscripts(tx, scoring, { ...BATCH, maxBytes });
    if (batch.length === 0) return finish(tx, attempt);
    const work = {
      ...subjectOf(attempt),
      kind: 'sentiment',
      model: engine.id,
      leaseMs: STEP_LEASE_MS,
    } as const;
    if (price !== undefined)
      await holdMore(tx, { ...work, price, bound: { embeddingTokens: tokensOf(batch) } });
  });
  if (batch.length === 0) return false;
  const conversations = batch.map(({ language, turns: given }) => ({ language, turns: given }));
  const turns = await engine.score(conversations, { signal: context.signal });
  const scored = batch.map((each, index) => combineTurns(each, turns[index]!));
  await writeFenced(deps.db, options, tx => write(tx, attempt, { scored, tokens: tokensOf(batch) }));
  await failpoint('scores-committed');
  return true;
}

async function write(
  tx: Tx,
  attempt: ScoringAttempt,
  { scored, tokens }: { scored: ScoredTranscript[]; tokens: number },
): Promise<void> {
  await saveScores(tx, attempt, scored);
  await saveProgress(tx, attempt, scored);
  await failpoint('scores-written');
  await measureStep(tx, { ...subjectOf(attempt), embeddingTokens: tokens, pages: 0, isEstimated: true });
}

async function finish(tx: Tx, attempt: ScoringAttempt): Promise<void> {
  await setScoringStatus(tx, attempt.scoringId, { status: 'done' });
  await settleSubject(tx, subjectOf(attempt));
}

/** What was scored until then is paid for. */
async function fail(
  deps: ScoringDeps,
  options: Attempt,
  failure: { code: string; message: string; next_step: string | null },
): Promise<JobOutcome> {
  const { attempt } = options;
  await writeFenced(deps.db, options, async tx => {
    await setScoringStatus(tx, attempt.scoringId, { status: 'failed', failure });
    await settleSubject(tx, subjectOf(attempt));
  });
  return { kind: 'done' };
}

const unknownEngine = (engine: string) => ({
  code: 'unknown-engine',
  message: `This worker has no engine “${engine}”.`,
  next_step: 'Score with another engine, or configure this one for the workers.',
});

/** @throws JobAbort when the scoring or the job is somebody else's by now, or cancelled. */
function writeFenced(
  db: Database,
  { attempt, context }: Attempt,
  write: (tx: Tx, scoring: ScoringRow) => Promise<void>,
): Promise<void> {
  return withTransaction(db, attempt, async tx => {
    const scoring = await holdScoring(tx, attempt);
    if (scoring === undefined) throw new JobAbort('lease-lost');
    await context.fence(tx);
    await write(tx, scoring);
  });
}

const tokensOf = (batch: readonly UnscoredTranscript[]): number =>
  Math.ceil(batch.reduce((sum, each) => sum + each.characters, 0) / CHARACTERS_OF_A_TOKEN);

/** What a scoring's hold is found by. */
export const subjectOf = ({ tenantId, scoringId }: { tenantId: string; scoringId: string }) => ({
  tenantId,
  subject: scoringId,
});
