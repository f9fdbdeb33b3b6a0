import type { ApiClient } from '#cli/api-client.ts';

interface Timeline {
  attempts: Attempt[];
}

interface Attempt {
  outcome: string | null;
  started_at: string;
  ended_at: string | null;
  waited: Record<'permit_ms' | 'connection_ms' | 'retry_sleep_ms', number>;
}

/** What happened to a document from the moment when everything ran again, by its own timeline. */
export interface Recovery {
  /** Until the last attempt began: the lease of the dead one, mostly. */
  idleMs: number;
  /** What that attempt's calls waited, all of them together. */
  waitedMs: number;
  /** Outcomes of the attempts that began since then. */
  attempts: string[];
}

/** `runnableSinceMs`: since the epoch. @returns it with the span in which the last attempt read. */
export async function readRecovery(
  client: ApiClient,
  documentId: string,
  runnableSinceMs: number,
): Promise<{ recovery: Recovery; reading: { startedMs: number; tookMs: number } }> {
  const { attempts } = await client.get<Timeline>(`/documents/${documentId}/timeline`);
  const last = attempts.at(-1)!;
  const begun = attempts.filter(attempt => Date.parse(attempt.started_at) >= runnableSinceMs);
  const { permit_ms: permitMs, connection_ms: connectionMs, retry_sleep_ms: sleepMs } = last.waited;
  // One that read all the while was disturbed by nothing.
  const startedMs = Math.max(Date.parse(last.started_at), runnableSinceMs);
  return {
    recovery: {
      idleMs: startedMs - runnableSinceMs,
      waitedMs: permitMs + connectionMs + sleepMs,
      attempts: begun.map(attempt => attempt.outcome ?? 'running'),
    },
    reading: { startedMs, tookMs: Math.max(0, Date.parse(last.ended_at ?? '') - startedMs) },
  };
}
