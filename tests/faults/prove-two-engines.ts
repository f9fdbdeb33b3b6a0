import { setTimeout as delay } from 'node:timers/promises';
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
import { compareTiles, countRejects, countTiles } from './two-engines/compare-tiles.ts';
import { openRegistryApi } from './two-engines/open-registry-api.ts';
import { sendEvents } from './two-engines/send-events.ts';
import { prepareGroups } from './two-engines/prepare-groups.ts';

const PATIENCE_MS = 120_000;

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
  const sent = await sendEvents({ brokers, topic, count: trials, seed, schemaIds: groups.schemaIds });
  report(
    `${trials} events in Kafka, ${sent.corrupt} corrupt, ${sent.duplicate} twice, ${sent.perSecond} a second`,
  );
  await using engines = await startEngines(groups, { registry, brokers, cluster });
  report(`Flink runs job ${engines.jobId}`);
  const waiting = waitForBoth(groups, { db, tenantId, trials, report });
  const seconds = await Promise.race([waiting, engines.ended]);
  if (seconds === undefined) throw new Error('An engine ended by itself.');
  return await judge(groups, { db, tenantId, trials, sent, seconds });
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
type Where = Pick<Registry, 'db' | 'tenantId'>;

interface Seconds {
  embedded: string;
  relay: string;
  flink: string;
}

/** Until both have read everything and count the same, or nothing has changed for a long time; how long each took. */
async function waitForBoth(
  { byQuarry, byFlink }: Groups,
  { trials, report, ...where }: Where & { trials: number; report: (line: string) => void },
): Promise<Seconds> {
  const startedMs = performance.now();
  const passed = () => ((performance.now() - startedMs) / 1000).toFixed(1);
  const seconds: Partial<Seconds> = {};
  let [last, changedAt] = ['', startedMs];
  for (;;) {
    const [one, two] = [await countTiles(where, byQuarry), await countTiles(where, byFlink)];
    if (one.processed === trials) seconds.embedded ??= passed();
    if (two.processed === trials) seconds.relay ??= passed();
    if (seconds.embedded && seconds.relay && one.counted === two.counted)
      return { embedded: seconds.embedded, relay: seconds.relay, flink: passed() };
    const now = JSON.stringify([one, two]);
    if (now !== last) [last, changedAt] = [now, performance.now()];
    if (performance.now() - changedAt > PATIENCE_MS) {
      report(`nothing changes any more: ${now}`);
      return { embedded: 'never', relay: 'never', flink: 'never', ...seconds };
    }
    await delay(500);
  }
}

async function judge(
  { byQuarry, byFlink }: Groups,
  options: Where & { trials: number; sent: Awaited<ReturnType<typeof sendEvents>>; seconds: Seconds },
): Promise<ProofOutcome> {
  const { trials, sent, seconds } = options;
  const { tiles, missing, extra, different, examples } = await compareTiles(options, byQuarry, byFlink);
  const [one, two] = [await countTiles(options, byQuarry), await countTiles(options, byFlink)];
  const rejects = await countRejects(options, byQuarry.topic);
  const breaches = [...examples];
  if (tiles === 0) breaches.push('no tile was made');
  if (rejects.dead !== sent.corrupt)
    breaches.push(`${sent.corrupt} were corrupt, ${rejects.dead} are dead letters`);
  if (one.late !== two.late) breaches.push(`${one.late} were late for one engine, ${two.late} for the other`);
  return {
    trials: Math.min(one.processed, two.processed, trials),
    faults: sent.corrupt + sent.duplicate + one.late,
    lost: missing + Math.max(0, one.counted - two.counted),
    doubled: extra + Math.max(0, two.counted - one.counted),
    breaches,
    figures: {
      tiles,
      different,
      corrupt: sent.corrupt,
      duplicate: one.duplicate,
      late: one.late,
      secondsEmbedded: seconds.embedded,
      secondsRelay: seconds.relay,
      secondsFlink: seconds.flink,
    },
  };
}
