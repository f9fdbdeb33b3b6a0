import { findTopicEnds } from '../kafka/topic-ends.ts';
import type { GroupScope, StoredPositions } from '../tiles/queries.ts';
import { findJob } from './job-status.ts';
import type { JobStatus } from './job-status.ts';
import { brokersOf, flinkOf } from './stream-settings.ts';
import type { StreamSettings } from './stream-settings.ts';

export interface EngineStatus {
  engine: string;
  /** Events of its topic that were not read; null: the group's own status tells. */
  lagEvents: number | null;
  /** Of Flink; null: it has none for this group, or it is not Flink that computes it. */
  job: JobStatus | null;
}

/** How an engine outside of this program stands. @throws EngineMissing, FlinkRefused */
export async function describeEngine(
  group: GroupScope & { topic: string; engine: string; positions: StoredPositions },
  streams: StreamSettings,
): Promise<EngineStatus> {
  const { engine, topic, positions } = group;
  if (engine === 'embedded') return { engine, lagEvents: null, job: null };
  const { first, next } = await findTopicEnds(brokersOf(streams), topic);
  const lags = next.map(
    (end, partition) => Number(end) - Math.max(Number(first[partition]), positions[partition]?.[0] ?? 0),
  );
  const job = engine === 'flink' ? await findJob(flinkOf(streams).jobManagerUrl, group) : undefined;
  return { engine, lagEvents: lags.reduce((sum, each) => sum + each, 0), job: job ?? null };
}
