import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLocalModel } from './open-local-model.ts';

// That it loads and runs a real one is shown by `npm run bench -- local-model`, which installs what that takes.

const folder = tmpdir();
const call = { signal: new AbortController().signal, purpose: 'document' } as const;

test('without what runs it a local model says how to install it, each time it is asked', async () => {
  await using model = openLocalModel({ model: 'any', folder, download: false, from: join(folder, 'x.js') });
  for (let round = 1; round <= 2; round++)
    await expect(model.embed(['a text'], call)).rejects.toMatchObject({
      code: 'local-model-unavailable',
      nextStep: expect.stringContaining('npm install') as string,
    });
});

test('who is told to stop waits for no model', async () => {
  await using model = openLocalModel({ model: 'any', folder, download: false, from: join(folder, 'x.js') });
  const signal = AbortSignal.abort(new Error('stopped'));
  await expect(model.embed(['a text'], { ...call, signal })).rejects.toThrow('stopped');
});
