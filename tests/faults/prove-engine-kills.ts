import { setTimeout as delay } from 'node:timers/promises';
import { cardPayments } from '#features/definitions/examples/card-payments.ts';
import { deployGroup } from '#features/flink/deploy-group.ts';
import { cancelJob, findJob } from '#features/flink/job-status.ts';
import { openSchemas } from '#features/schemas/open-schemas.ts';
import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { startWorker } from '#tests/support/start-worker.ts';
import { flink } from '../../scripts/services/flink.ts';
import { kafka } from '../../scripts/services/kafka.ts';
import { killProcess } from '../../scripts/services/processes/background-process.ts';
import { holdService } from '../../scripts/services/processes/hold-service.ts';
import type { RunningService, StartableService } from '../../scripts/services/processes/process-service.ts';
import { judgeEngines } from './two-engines/judge-engines.ts';
import { openRegistryApi } from './two-engines/open-registry-api.ts';
import { prepareGroups } from './two-engines/prepare-groups.ts';
import { createTopic, sendEvents } from './two-engines/send-events.ts';
import { waitForBoth } from './two-engines/wait-for-both.ts';

const EVENTS_PER_TRIAL = 1_000;
const TRIAL_SECONDS = 600;
const FIRST_EVENT_MS = Date.now() - 12 * 3_600_000;
const CHECKPOINT_WITHIN_MS = 60_000;
const PARTS = ['TaskManager', 'broker', 'JobManager'] as const;

/** A trial kills one part while events come in and starts it again: the TaskManager, the broker, the JobManager in turn. */
export const proof: Proof = {
  claim:
    'kill -9 of TaskManager, JobManager and broker in turn: Flink’s tiles are those that Quarry makes of the same events',
  trials: 3,
  store: 'postgres',
  run: killEngines,
};

async function killEngines({ trials, seed, report }: ProofOptions): Promise<ProofOutcome> {
  await using broker = await holdService(kafka);
  await using cluster = await holdService(flink);
  await using registry = await openRegistryApi();
  const brokers = [broker.url];
  const topic = `kills-${seed}-${Date.now()}`;
  const groups = await prepareGroups(registry, { ...cardPayments, topic, name: topic });
  await createTopic(brokers, topic);
  const stage = { registry, brokers, cluster, groups, seed };
  const environment = {
    ...registry.environment,
    QUARRY_LOG_LEVEL: 'error',
    QUARRY_KAFKA_BROKERS: broker.url,
  };
  await deploy(stage);
  await using _processor = await startWorker({ environment, command: 'stream' });
  const sent = { corrupt: 0, duplicate: 0 };
  for (let trial = 0; trial < trials; trial++) {
    const more = await killWhileSending(stage, trial);
    sent.corrupt += more.corrupt;
    sent.duplicate += more.duplicate;
    report(`${PARTS[trial % PARTS.length]} killed and started again`);
  }
  const compared = { ...registry, trials: trials * EVENTS_PER_TRIAL, report };
  const seconds = await waitForBoth(groups, compared);
  const outcome = await judgeEngines(groups, { ...compared, sent, seconds });
  const job = await findJob(cluster.jobManagerUrl!, groups.byFlink);
  await Promise.allSettled([cancelJob(cluster.jobManagerUrl!, job!.id)]);
  return { ...outcome, trials: outcome.trials / EVENTS_PER_TRIAL, faults: trials };
}

interface Stage {
  registry: Awaited<ReturnType<typeof openRegistryApi>>;
  brokers: string[];
  cluster: RunningService;
  groups: Awaited<ReturnType<typeof prepareGroups>>;
  seed: number;
}

const deploy = ({ registry, brokers, cluster, groups }: Stage, from?: string) =>
  deployGroup(groups.byFlink, {
    db: registry.db,
    brokers,
    schemas: openSchemas(registry.db),
    gatewayUrl: cluster.url,
    jobManagerUrl: cluster.jobManagerUrl!,
    registryUrl: registry.url,
    registryCredentials: `quarry:${registry.apiKey}`,
    from,
  });

async function killWhileSending(stage: Stage, trial: number) {
  const part = PARTS[trial % PARTS.length]!;
  const checkpoint = await untilCheckpoint(stage);
  const send = () =>
    sendEvents({
      ...stage,
      topic: stage.groups.byFlink.topic,
      schemaIds: stage.groups.schemaIds,
      count: EVENTS_PER_TRIAL,
      seed: stage.seed + trial,
      startMs: FIRST_EVENT_MS + trial * TRIAL_SECONDS * 1000,
      seconds: TRIAL_SECONDS,
    });
  // Whoever sends to a broker that is away is told so, and has to send again.
  const sending = part === 'broker' ? undefined : send();
  await kill(part);
  const sent = await (sending ?? send());
  // A JobManager alone remembers no jobs: whoever runs it hands them over again, with the checkpoint that was last seen.
  if (part === 'JobManager') await deploy(stage, checkpoint);
  return sent;
}

async function kill(part: (typeof PARTS)[number]): Promise<void> {
  const service: StartableService = part === 'broker' ? kafka : flink;
  const { processes }: RunningService = await service.ensure();
  await killProcess(processes[part === 'TaskManager' ? 1 : 0]!);
  await service.revive();
}

/** Until there is one more to go on from. @returns where it lies */
async function untilCheckpoint(stage: Stage): Promise<string> {
  const find = async () => (await findJob(stage.cluster.jobManagerUrl!, stage.groups.byFlink))?.checkpoints;
  const before = (await find())?.completed ?? 0;
  const deadline = performance.now() + CHECKPOINT_WITHIN_MS;
  for (;;) {
    const found = await find();
    if (found?.lastPath && found.completed > before) return found.lastPath;
    if (performance.now() > deadline) throw new Error('Flink made no checkpoint.');
    await delay(200);
  }
}
