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
