import { setTimeout as delay } from 'node:timers/promises';
import type { ReceivedCall } from '#tests/support/fake-provider/behaviour.ts';
import { AssembledLog } from './assembled-log.ts';
import { happens, judgeLog, pick, readOn, runIdOf } from './follow-run.ts';
import type { Random } from './follow-run.ts';
import { textOf } from './read-stream.ts';
import type { ReadPart } from './read-stream.ts';
import { questionOf, TOKENS, trialOf, WHOLE } from './script.ts';
import type { StreamStage } from './stream-stage.ts';

/** Upstream must be closed by then. */
export const BAR_MS = 1_000;
const GIVE_UP_MS = 10_000;

export interface Stop {
  /** From the request to the moment when the provider saw its call given up. */
  heardMs: number;
  /** What looking at the run took just before, at the same process; at once means that nothing is asked before. */
  bareRequestMs?: number;
}

/** Stops an answer at a token, or at any moment before its first one; undefined when no call had begun. */
export async function stopTrial(
  stage: StreamStage,
  trial: number,
  random: Random,
): Promise<Stop | undefined> {
  // Every so many: at once, with nothing awaited.
  const token = (trial % (TOKENS.length + 1)) - 1;
  const before = stage.script.holdAt(trial, Math.max(0, token));
  const calls = (): ReceivedCall[] => stage.provider.calls.filter(call => trialOf(call) === trial);
  const name = `trial ${trial}, stopped at token ${token}`;
  const log = new AssembledLog();
  const asked = Promise.withResolvers<string>();
  const isThere = Promise.withResolvers<void>();
  const reading = stage.read(pick(stage.apis, random), '/ask', {
    method: 'POST',
    body: { text: questionOf(trial) },
    cutWhen: parts => {
      if (parts.length > 0) asked.resolve(runIdOf(parts));
      if (hasText(parts, before)) isThere.resolve();
      return false;
    },
  });
  const runId = await asked.promise;
  if (token < 0) await delay(random() * 60);
  else if (!(await happens(isThere.promise))) stage.breaches.push(`${name}: it was not written so far`);
  if (token >= 0) await stage.provider.waitFor(() => calls().length > 0);
  const api = pick(stage.apis, random);
  const bareRequestMs = token < 0 ? undefined : await timeRequest(stage, api, `/runs/${runId}`);
  const stoppedAtMs = performance.now();
  const { state } = await stage.json<{ state: string }>(api, 'POST', `/runs/${runId}/cancel`);
  const heardMs = await whenUpstreamEnds(stage, calls, stoppedAtMs);
  log.add(await reading, 0);
  await readOn(stage, log, { random, cuts: 0, apis: stage.apis });
  const message = await judgeLog(stage, log, name);
  const text = textOf(log.parts);
  if (
    state !== 'stopped' ||
    message?.status !== 'stopped' ||
    !WHOLE.startsWith(text) ||
    (token > 0 && text !== before.trimEnd())
  )
    stage.breaches.push(`${name}: ${state}, then ${message?.status}: ${JSON.stringify(text)}`);
  return heardMs === undefined ? undefined : { heardMs, bareRequestMs };
}

async function timeRequest(stage: StreamStage, api: StreamStage['apis'][number], route: string) {
  const startedMs = performance.now();
  await stage.json(api, 'GET', route);
  return performance.now() - startedMs;
}

/** The first token waits behind nothing that could be read. */
const hasText = (parts: ReadPart[], text: string): boolean =>
  text === '' ? parts.some(part => part.type === 'text-start') : textOf(parts) === text.trimEnd();

/** Looked up in the provider's own log: when it saw the call given up. */
async function whenUpstreamEnds(stage: StreamStage, calls: () => ReceivedCall[], stoppedAtMs: number) {
  const isClosed = (): boolean => calls().every(call => call.outcome !== 'open');
  const late = delay(GIVE_UP_MS, 'late', { ref: false });
  const closed = await Promise.race([stage.provider.waitFor(isClosed), late]);
  if (closed === 'late') return GIVE_UP_MS;
  const ends = calls().map(call => call.endedAtMs! - stoppedAtMs);
  return ends.length === 0 ? undefined : Math.max(0, ...ends);
}
