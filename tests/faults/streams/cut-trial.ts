import { AssembledLog } from './assembled-log.ts';
import { judgeLog, pick, readOn } from './follow-run.ts';
import type { Random } from './follow-run.ts';
import { textOf } from './read-stream.ts';
import { questionOf, WHOLE } from './script.ts';
import type { StreamStage } from './stream-stage.ts';

/** More than an answer of the script has parts. */
const CHUNKS = 20;

/** Asks, cuts behind the chunk of this index, and comes back at any process until the answer is whole. */
export async function cutTrial(stage: StreamStage, trial: number, random: Random): Promise<number> {
  const at = trial % CHUNKS;
  const ask = {
    method: 'POST',
    body: { text: questionOf(trial) },
    headers: { 'idempotency-key': `trial-${trial}` },
  } as const;
  const log = new AssembledLog();
  log.add(
    await stage.read(pick(stage.apis, random), '/ask', { ...ask, cutWhen: parts => parts.length >= at }),
    0,
  );
  // Who heard nothing yet asks once more with the same key.
  if (log.last === 0)
    log.add(
      await stage.read(pick(stage.apis, random), '/ask', { ...ask, cutWhen: parts => parts.length > 0 }),
      0,
    );
  const cuts = Math.floor(random() * 4);
  await readOn(stage, log, { random, cuts, apis: stage.apis });
  const name = `trial ${trial}, cut at ${at}`;
  const message = await judgeLog(stage, log, name);
  if (message?.status !== 'complete' || textOf(log.parts) !== WHOLE)
    stage.breaches.push(`${name}: the answer is ${message?.status}: ${textOf(log.parts)}`);
  return cuts + 1;
}
