import { setTimeout as delay } from 'node:timers/promises';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import type { AssembledLog } from './assembled-log.ts';
import { textOf } from './read-stream.ts';
import type { ReadPart } from './read-stream.ts';
import type { StreamStage } from './stream-stage.ts';

export type Random = () => number;

export const pick = <T>(items: readonly T[], random: Random): T =>
  items[Math.floor(random() * items.length)]!;

export const runIdOf = (parts: ReadPart[]): string =>
  (JSON.parse(parts[0]!.raw) as { run_id: string }).run_id;

const conversationOf = (parts: ReadPart[]): string =>
  (JSON.parse(parts[0]!.raw) as { conversation_id: string }).conversation_id;

const GIVE_UP_MS = 30_000;

/** Whether it happened in good time. */
export async function happens(awaited: Promise<unknown>): Promise<boolean> {
  const gaveUp = delay(GIVE_UP_MS, 'gave up', { ref: false });
  return (await Promise.race([awaited, gaveUp])) !== 'gave up';
}

/** Reads on, from a random part that the client has, at a random process, cutting so many times more before the end. */
export async function readOn(
  stage: StreamStage,
  log: AssembledLog,
  { random, cuts, apis }: { random: Random; cuts: number; apis: readonly RunningQuarry[] },
): Promise<void> {
  const runId = runIdOf(log.parts);
  for (let connection = 0; !log.isOver && connection < cuts + 5; connection++) {
    const after = Math.floor(random() * (log.last + 1));
    const more = connection < cuts ? Math.floor(random() * 6) : Infinity;
    const reading = await stage.read(pick(apis, random), `/runs/${runId}/events`, {
      headers: { 'last-event-id': String(after) },
      cutWhen: parts => parts.length >= more,
    });
    log.add(reading, after);
  }
}

export interface StoredAnswer {
  status: string;
  text: string;
}

/** Compares what the client has with the whole log, read once more at each process, and with the stored message. */
export async function judgeLog(
  stage: StreamStage,
  log: AssembledLog,
  name: string,
): Promise<StoredAnswer | undefined> {
  const breach = (what: string): void => void stage.breaches.push(`${name}: ${what}`);
  for (const each of log.disagreements) breach(each);
  if (!log.isOver) breach(`its last part is ${log.parts.at(-1)?.raw}`);
  for (const api of stage.apis) {
    const again = await stage.read(api, `/runs/${runIdOf(log.parts)}/events`);
    const difference = log.differenceFrom(again.parts);
    if (difference !== undefined) breach(`another reader has other bytes: ${difference}`);
  }
  const message = await readAnswer(stage, log);
  if (message?.text !== textOf(log.parts)) breach(`the message says ${JSON.stringify(message?.text)}`);
  return message;
}

async function readAnswer(stage: StreamStage, log: AssembledLog): Promise<StoredAnswer | undefined> {
  const route = `/conversations/${conversationOf(log.parts)}/messages`;
  const { items } = await stage.json<{ items: StoredAnswer[] }>(stage.apis[0]!, 'GET', route);
  return items?.[1];
}
