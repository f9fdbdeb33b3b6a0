import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLocalEngine } from './open-local-engine.ts';

// That it loads and runs a real one is shown by `npm run bench -- sentiment`, which installs what that takes.

const signal = new AbortController().signal;
const folder = tmpdir();
const nowhere = { model: 'any', folder, download: false, from: join(folder, 'x.js'), threads: 1 };

test('without what runs it a local model says how to install it', async () => {
  await using engine = openLocalEngine(nowhere);
  await expect(engine.score([{ language: 'en', turns: ['Good!'] }], { signal })).rejects.toMatchObject({
    code: 'local-model-unavailable',
    nextStep: expect.stringContaining('npm install') as string,
  });
});

test('turns in a language that the model does not know are never shown to it', async () => {
  await using engine = openLocalEngine({ ...nowhere, languages: ['en'] });
  const [turns] = await engine.score(
    [{ language: 'fr', turns: ['Super!', 'Je suis vraiment très déçu par ce service.'] }],
    {
      signal,
    },
  );
  expect(turns!.map(turn => [turn.label, turn.language])).toEqual([
    ['not-available', 'fr'],
    ['not-available', 'fr'],
  ]);
});
