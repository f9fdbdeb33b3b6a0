import { pino } from 'pino';
import { cardPayments } from '#features/definitions/examples/card-payments.ts';
import { deployGroup } from '#features/flink/deploy-group.ts';
import { cancelJob } from '#features/flink/job-status.ts';
import { runFlinkGroup } from '#features/flink/run-flink-group.ts';
import { runKafkaGroup } from '#features/kafka/run-kafka-group.ts';
import { openSchemas } from '#features/schemas/open-schemas.ts';
import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { flink } from '../../scripts/services/flink.ts';
import { kafka } from '../../scripts/services/kafka.ts';
import type { RunningService } from '../../scripts/services/processes/process-service.ts';
import { holdService } from '../../scripts/services/processes/hold-service.ts';
import { judgeEngines } from './two-engines/judge-engines.ts';
import { openRegistryApi } from './two-engines/open-registry-api.ts';
import { createTopic, sendEvents } from './two-engines/send-events.ts';
import { prepareGroups } from './two-engines/prepare-groups.ts';
import { waitForBoth } from './two-engines/wait-for-both.ts';

/** The same broken, late and repeated events through real Kafka into both engines; a trial is an event. */
export const proof: Proof = {
  claim: 'both engines make byte-equal tiles of the same events, and every corrupt event is a dead letter',
  trials: 50_000,
  store: 'postgres',
  run: compareEngines,
};

async function compareEngines({ trials, seed, report }: ProofOptions): Promise<ProofOutcome> {
  await using broker = await holdService(kafka);
  await using cluster = await holdService(flink);
  await using registry = await openRegistryApi();
  report(`Kafka at ${broker.url}, Flink at ${cluster.jobManagerUrl}, registry at ${registry.url}`);
  const { db, tenantId } = registry;
  const brokers = [broker.url];
  const topic = `transactions-${seed}-${Date.now()}`;
  const groups = await prepareGroups(registry, {
    ...cardPayments,
    topic,
    name: `cards-${seed}-${Date.now()}`,
  });
  await createTopic(brokers, topic);
  const sent = await sendEvents({ brokers, topic, count: trials, seed, schemaIds: groups.schemaIds });
  report(
    `${trials} events in Kafka, ${sent.corrupt} corrupt, ${sent.duplicate} twice, ${sent.perSecond} a second`,
  );
  await using engines = await startEngines(groups, { registry, brokers, cluster });
  report(`Flink runs job ${engines.jobId}`);
  const waiting = waitForBoth(groups, { db, tenantId, trials, report });
  const seconds = await Promise.race([waiting, engines.ended]);
  if (seconds === undefined) throw new Error('An engine ended by itself.');
  return await judgeEngines(groups, { db, tenantId, trials, sent, seconds });
}

async function startEngines(
  groups: Groups,
  { registry, brokers, cluster }: { registry: Registry; brokers: string[]; cluster: RunningService },
) {
  const { db, apiKey } = registry;
  const controller = new AbortController();
  const schemas = openSchemas(db, registry.url.replace('//', `//quarry:${apiKey}@`));
  const options = { db, brokers, schemas, logger: pino({ level: 'warn' }), signal: controller.signal };
  const jobId = await deployGroup(groups.byFlink, {
    db,
    brokers,
    schemas,
    gatewayUrl: cluster.url,
    jobManagerUrl: cluster.jobManagerUrl!,
    registryUrl: registry.url,
    registryCredentials: `quarry:${apiKey}`,
  });
  const ended = Promise.all([
    runKafkaGroup(groups.byQuarry, { ...options, loadWriters: schemas.loadWriters }),
    runFlinkGroup(groups.byFlink, options),
  ]).then(() => undefined);
  return {
    jobId,
    ended,
    async [Symbol.asyncDispose]() {
      controller.abort();
      await Promise.allSettled([ended, cancelJob(cluster.jobManagerUrl!, jobId)]);
    },
  };
}

type Groups = Awaited<ReturnType<typeof prepareGroups>>;
type Registry = Awaited<ReturnType<typeof openRegistryApi>>;
