import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { expect, test } from 'vitest';
import { openLexiconEngine } from './open-lexicon-engine.ts';

const signal = new AbortController().signal;

test('each turn is scored in its own language, and what the lexicon does not know is not available', async () => {
  await using engine = openLexiconEngine({ threads: 1 });
  const [mixed, french, declared] = await engine.score(
    [
      {
        language: null,
        turns: [
          'I have been waiting for an hour and this is really terrible.',
          'Great!',
          'ขอบคุณครับ บริการดีมาก',
        ],
      },
      {
        language: null,
        turns: ['Bonjour, je voudrais annuler ma commande parce que je suis déçu.', 'Super!'],
      },
      { language: 'de-CH', turns: ['Super!'] },
    ],
    { signal },
  );
  expect(mixed!.map(turn => [turn.language, turn.label])).toEqual([
    ['en', 'negative'],
    ['en', 'positive'],
    ['th', 'not-available'],
  ]);
  expect(mixed![2]).toMatchObject({ score: null, confidence: null });
  expect(french!.map(turn => [turn.language, turn.label])).toEqual([
    ['fr', 'not-available'],
    ['fr', 'not-available'],
  ]);
  expect(declared![0]).toMatchObject({ language: 'de', label: 'not-available' });
});

test('an aborted scoring ends with the reason of its signal', async () => {
  await using engine = openLexiconEngine({ threads: 1 });
  const controller = new AbortController();
  const long = { language: 'en', turns: [`but ${'good bad '.repeat(40_000)}`] };
  const scoring = engine.score([long], { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(scoring).rejects.toThrow('enough');
});

const isLinux = process.platform === 'linux';

/** Of all threads of this process; elsewhere than on Linux a thread has none of its own. */
function nicenesses(): number[] {
  if (!isLinux) return [0];
  return readdirSync('/proc/self/task').map(thread => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  });
}

test('threads that score let everybody else go first', async () => {
  const { PRIORITY_LOW } = constants.priority;
  const lowest = () => nicenesses().filter(nice => nice === PRIORITY_LOW).length;
  const before = lowest();
  await using engine = openLexiconEngine({ threads: 1 });
  await engine.score([{ language: 'en', turns: ['Great!'] }], { signal });
  expect(lowest()).toBe(isLinux ? before + 1 : before);
  expect(nicenesses()[0]).toBeLessThan(PRIORITY_LOW);
});

test('a conversation that is given as it is stored is read by the thread that scores it', async () => {
  await using engine = openLexiconEngine({ threads: 1 });
  const turns = ['That is great, thank you so much for your help.', 'ขอบคุณครับ บริการดีมาก'];
  const stored = JSON.stringify(turns.map((text, n) => ({ speaker: 'agent', text, offset_ms: n })));
  const [given, written] = await engine.score(
    [
      { language: null, turns },
      { language: null, turns: stored },
    ],
    { signal },
  );
  expect(given![0]!.label).toBe('positive');
  expect(written).toEqual(given);
});
