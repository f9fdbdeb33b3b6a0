import type { GroupScope } from '../tiles/queries.ts';
import { FlinkRefused } from './sql-gateway.ts';

export interface JobStatus {
  id: string;
  state: string;
  checkpoints: { completed: number; failed: number; lastPath: string | null; lastAtMs: number | null };
}

const DEADLINE_MS = 10_000;

/** Tenants may have groups of the same name. */
export const jobNameOf = ({ tenantId, name, version }: GroupScope): string =>
  `quarry ${tenantId} ${name}@${version}`;

/** The newest job of a group, by its name; undefined: Flink has none. @throws FlinkRefused */
export async function findJob(jobManagerUrl: string, scope: GroupScope): Promise<JobStatus | undefined> {
  const { jobs } = (await ask(`${jobManagerUrl}/jobs/overview`)) as {
    jobs: { jid: string; name: string; state: string; 'start-time': number }[];
  };
  const job = jobs
    .filter(({ name }) => name === jobNameOf(scope))
    .toSorted((a, b) => b['start-time'] - a['start-time'])[0];
  if (!job) return undefined;
  const { counts, latest } = (await ask(`${jobManagerUrl}/jobs/${job.jid}/checkpoints`)) as Checkpoints;
  const last = latest?.completed;
  return {
    id: job.jid,
    state: job.state,
    checkpoints: {
      completed: counts?.completed ?? 0,
      failed: counts?.failed ?? 0,
      lastPath: last?.external_path ?? null,
      lastAtMs: last?.latest_ack_timestamp ?? null,
    },
  };
}

/** Whether it will not run again by itself. */
export const isOver = ({ state }: JobStatus): boolean =>
  ['FAILED', 'CANCELED', 'FINISHED', 'SUSPENDED'].includes(state);

interface Checkpoints {
  counts?: { completed: number; failed: number };
  latest?: { completed?: { external_path: string; latest_ack_timestamp: number } | null };
}

/** Ends a job; its last checkpoint is kept to go on from. @throws FlinkRefused */
export async function cancelJob(jobManagerUrl: string, jobId: string): Promise<void> {
  await ask(`${jobManagerUrl}/jobs/${jobId}?mode=cancel`, 'PATCH');
}

async function ask(url: string, method = 'GET'): Promise<unknown> {
  try {
    const response = await fetch(url, { method, signal: AbortSignal.timeout(DEADLINE_MS) });
    const text = await response.text();
    if (response.ok) return JSON.parse(text || '{}');
    throw new Error(text.slice(0, 500));
  } catch (error) {
    throw new FlinkRefused('Flink’s JobManager does not answer.', error);
  }
}
