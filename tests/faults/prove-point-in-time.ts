import { pino } from 'pino';
import { createTenant } from '#auth/tenants/create-tenant.ts';
import { applyDefinitions } from '#features/definitions/apply-definitions.ts';
import { cardPayments } from '#features/definitions/examples/card-payments.ts';
import { GroupRegistry } from '#features/definitions/group-registry.ts';
import { openTableSource } from '#features/serving/open-table-source.ts';
import { serveVectors } from '#features/serving/serve-vectors.ts';
import type { ServingDeps } from '#features/serving/serve-vectors.ts';
import { vectorToText } from '#features/serving/vector-text.ts';
import { startStreams } from '#features/tiles/start-streams.ts';
import { exportTrainingSet } from '#features/training/export-training-set.ts';
import type { TrainingRow } from '#features/training/export-training-set.ts';
import { createId } from '#kernel/ids.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';
import { sendEvents } from './feature-kills/send-events.ts';

const ENTITIES = 40;
const EVENTS_PER_ROUND = 400;

/**
 * A trial is one round: events come in, late ones among them, and meanwhile vectors are served and logged. Then all of them
 * are computed again from the log alone.
 */
export const proof: Proof = {
  claim: 'an export as served equals what was served, to the last byte, whatever came later',
  trials: 15,
  store: 'postgres',
  run: async ({ trials, seed, report }) => {
    await using store = await openTestStore();
    const { db } = store;
    const owner = { name: 'Owner', email: 'owner@example.test' };
    const { tenantId } = (await createTenant(db, { tenantId: createId(), name: 'one', owner }))!;
    await applyDefinitions(db, { tenantId, groups: [cardPayments] });
    const tiles = openTableSource(db);
    const loadWriters = async () => new Map();
    const deps = { db, groups: new GroupRegistry(db), tiles, loadWriters };
    const logger = pino({ level: 'silent' });
    await using _streams = await startStreams({ db, logger, loadWriters, onTiles: tiles.onTiles });
    const labels = await serveRounds(deps, { tenantId, trials, seed, report });
    const asServed = await exportTrainingSet(deps, { tenantId, ...VIEW, mode: 'as-served', labels });
    const asOfEvent = await exportTrainingSet(deps, { tenantId, ...VIEW, mode: 'as-of-event', labels });
    return judge(trials, asServed, asOfEvent);
  },
};

const VIEW = { view: 'card-payments' };

interface Label {
  entity: string;
  at: Date;
}

async function serveRounds(
  deps: ServingDeps,
  { tenantId, trials, seed, report }: { tenantId: string } & ProofOptions,
): Promise<Label[]> {
  const random = seededRandom(seed);
  const labels: Label[] = [];
  for (let round = 1; round <= trials; round++) {
    let isSending = true;
    const sending = sendEvents(deps.db, { tenantId, count: EVENTS_PER_ROUND, seed: seed + round }).finally(
      () => (isSending = false),
    );
    // Each is asked for once at a time, so that a label's time names one answer.
    for (let asked = 0; asked < ENTITIES || isSending; asked++) {
      const entity = `card-${Math.floor(random() ** 2 * ENTITIES)}`;
      const { moment } = await serveVectors(deps, { tenantId, ...VIEW, entities: [entity], isLogged: true });
      const at = new Date(moment.atMs);
      if (labels.at(-1)?.at.getTime() !== at.getTime()) labels.push({ entity, at });
    }
    await sending;
    if (round % 5 === 0) report(`${round} rounds, ${labels.length} vectors`);
  }
  return labels;
}

function judge(trials: number, asServed: TrainingRow[], asOfEvent: TrainingRow[]): ProofOutcome {
  const texts = asServed.map(({ features }) => features && vectorToText(features));
  const wrong = asServed.flatMap(({ logged }, at) =>
    texts[at] === logged ? [] : [`vector ${at}: ${texts[at]} instead of ${logged}`],
  );
  // What is known by now differs from what was: else keeping them apart would prove nothing.
  const changed = asOfEvent.filter(({ features }, at) => features && vectorToText(features) !== texts[at]);
  return {
    trials,
    faults: changed.length,
    lost: asServed.filter(({ features }) => features === null).length,
    doubled: 0,
    breaches: wrong,
    figures: { 'vectors served and computed again': asServed.length, equal: asServed.length - wrong.length },
  };
}
