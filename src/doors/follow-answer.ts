import type { Runs } from '#chat/runs/open-runs.ts';
import type { RunPart } from '#chat/runs/run-part.ts';
import type { StartedRun } from '#chat/runs/start-run.ts';

/**
 * The parts of a run for a client that cannot come back for them: who stops reading before the end, or whose signal
 * fires, stops the run.
 */
export async function* followAnswer(
  runs: Runs,
  { tenantId, userId, runId, known }: StartedRun,
  signal: AbortSignal,
): AsyncGenerator<RunPart> {
  let hasEnded = false;
  try {
    for await (const { part } of runs.read({ tenantId, userId, runId, known, after: 0, signal })) {
      hasEnded = part.type === 'done' || part.type === 'error';
      yield part;
    }
  } finally {
    if (!hasEnded) await runs.cancel({ tenantId, userId, runId });
  }
}
