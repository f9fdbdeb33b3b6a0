import { setTimeout as delay } from 'node:timers/promises';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import { AssembledLog } from './assembled-log.ts';
import { happens, judgeLog, readOn, runIdOf } from './follow-run.ts';
import type { Random } from './follow-run.ts';
import { textOf } from './read-stream.ts';
import type { ReadPart } from './read-stream.ts';
import { questionOf, TOKENS, WHOLE } from './script.ts';
import type { StreamStage } from './stream-stage.ts';

const SLOW_GAP_MS = 150;
const LATEST_KILL_MS = 1_500;

/** Kills the process that writes these answers, each held at another token or at any moment, and goes on elsewhere. */
export async function killBatch(stage: StreamStage, trials: number[], random: Random): Promise<void> {
  const victim = stage.apis[0]!;
  const begun = trials.map(trial => beginTrial(stage, victim, trial));
  if (!(await happens(Promise.all(begun.map(each => each.isThere)))))
    stage.breaches.push('not all answers were written as far as they should be');
  await delay(random() * LATEST_KILL_MS);
  await stage.kill(victim);
  await Promise.all(begun.map(each => goOn(stage, each, random)));
  await stage.startApi();
}

interface BegunTrial {
  trial: number;
  name: string;
  reading: Promise<{ parts: ReadPart[] }>;
  isThere: Promise<void>;
}

function beginTrial(stage: StreamStage, victim: RunningQuarry, trial: number): BegunTrial {
  const isHeld = trial % 2 === 0;
  const token = Math.floor(trial / 2) % TOKENS.length;
  const before = isHeld ? stage.script.holdAt(trial, token).trimEnd() : '';
  if (!isHeld) stage.script.slowDown(trial, SLOW_GAP_MS);
  const isThere = Promise.withResolvers<void>();
  const reading = stage.read(victim, '/ask', {
    method: 'POST',
    body: { text: questionOf(trial) },
    cutWhen: parts => {
      if (parts.length > 0 && textOf(parts).startsWith(before)) isThere.resolve();
      return false;
    },
  });
  const name = `trial ${trial}, killed ${isHeld ? `at token ${token}` : 'at any moment'}`;
  return { trial, name, reading, isThere: isThere.promise };
}

async function goOn(stage: StreamStage, { trial, name, reading }: BegunTrial, random: Random): Promise<void> {
  const log = new AssembledLog();
  const read = await reading;
  log.add({ ...read, status: 200, hasEnded: false, body: '' }, 0);
  await readOn(stage, log, { random, cuts: 1, apis: stage.apis });
  const before = await judgeLog(stage, log, name);
  if (before?.status === 'complete') return;
  const text = textOf(log.parts);
  if (before?.status !== 'interrupted' || !WHOLE.startsWith(text))
    stage.breaches.push(`${name}: the answer is ${before?.status}: ${text}`);
  stage.script.release(trial);
  const rest = new AssembledLog();
  const route = `/runs/${runIdOf(log.parts)}/continue`;
  rest.add(await stage.read(stage.apis[0]!, route, { method: 'POST' }), 0);
  await readOn(stage, rest, { random, cuts: 0, apis: stage.apis });
  const after = await judgeLog(stage, rest, `${name}, continued`);
  if (after?.status !== 'complete' || textOf(rest.parts) !== WHOLE)
    stage.breaches.push(`${name}: continued it is ${after?.status}: ${textOf(rest.parts)}`);
}
