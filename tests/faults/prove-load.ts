import { createTestStore } from '#tests/support/create-test-store.ts';
import type { Proof } from '#tests/support/proof.ts';
import { startWorker } from '#tests/support/start-worker.ts';
import { proveOverload } from './load/prove-overload.ts';
import { proveSteady } from './load/prove-steady.ts';

const WHOLE_SECONDS = 300;

/** A trial is a second of load; the import behind it is 500 MB in 300 of them, and less in fewer. */
export const proof: Proof = {
  claim:
    '200 requests a second are answered in time while documents, talks and scores are worked on; three times what the ' +
    'server can do brings no less than 80 % of its best, and who is refused learns it in 50 ms',
  trials: WHOLE_SECONDS,
  store: 'postgres',
  async run(options) {
    await using store = await createTestStore({ store: 'postgres' });
    const environment = {
      ...store.environment,
      QUARRY_LOG_LEVEL: 'error',
      QUARRY_TENANT_REQUESTS_PER_SECOND: '1000000',
      QUARRY_TENANT_MAX_REQUESTS: '100000',
    };
    await using worker = await startWorker({ environment });
    const steady = await proveSteady(options, { environment, workerPid: worker.process.pid! });
    const overload = await proveOverload(options, environment);
    options.report(`${steady.sent} requests in ${options.trials} s`);
    return {
      trials: options.trials,
      faults: steady.sent,
      lost: 0,
      doubled: 0,
      breaches: [...steady.breaches, ...overload.breaches],
      figures: { ...steady.figures, ...overload.figures },
    };
  },
};
