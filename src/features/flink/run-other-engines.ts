import type { Database } from '#kernel/db/database.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import { runKafkaGroup } from '../kafka/run-kafka-group.ts';
import type { Schemas } from '../schemas/open-schemas.ts';
import type { OnTiles, WriteOnline } from '../tiles/group-processor.ts';
import type { GroupScope } from '../tiles/queries.ts';
import { runFlinkGroup } from './run-flink-group.ts';

interface OtherEngines {
  db: Database;
  logger: Logger;
  brokers: string[];
  schemas: Schemas;
  onTiles?: OnTiles;
  writeOnline?: WriteOnline;
}

/** For the streams of a process: works on a group that reads Kafka. False: it does not, or another process has it. */
export function runOtherEngines(options: OtherEngines) {
  const { loadWriters } = options.schemas;
  return async (scope: GroupScope, signal: AbortSignal): Promise<boolean> =>
    (await runKafkaGroup(scope, { ...options, loadWriters, signal })) ||
    (await runFlinkGroup(scope, { ...options, signal }));
}
