import type { HttpApp } from '#kernel/http/http-app.ts';
import type { Proof } from '#tests/support/proof.ts';
import { fuzzApi } from './api-fuzz/fuzz-api.ts';

/** A route that anyone may call, and one whose reply is not what it describes. */
function plantDefects(app: HttpApp): void {
  app.get('/api/v1/planted', { config: { public: true } }, () => {
    throw new Error('planted');
  });
}

/** Requests are made from the OpenAPI document: a new route is reached without a word here. */
export const proof: Proof = {
  claim: 'no request, sound or broken, gets a 5xx, a reply outside its description, or in without a key',
  trials: 10_000,
  store: 'postgres',
  async run({ trials, seed, without, report }) {
    const plant = without === 'sound-routes' ? plantDefects : undefined;
    const found = await fuzzApi({ count: trials, seed, plant });
    const kinds = new Map<string, number>();
    for (const breach of found.breaches) kinds.set(breach, (kinds.get(breach) ?? 0) + 1);
    report(`${found.operations} operations reached, ${found.answered} of them with success`);
    return {
      trials: found.requests,
      faults: found.requests,
      lost: 0,
      doubled: 0,
      breaches: [...kinds].map(([breach, count]) => `${breach} (${count} times)`),
      figures: { operations: found.operations, 'answered with success': found.answered },
    };
  },
};
