import {
  MAX_NAME,
  MAX_OFFSET_MS,
  MAX_TURN_CHARACTERS,
  MAX_TURNS,
  transcriptInput,
} from '../transcript-schema.ts';
import type { Transcript, Turn } from '../transcript-schema.ts';

type Parsed = { success: true; data: Transcript } | { success: false; where: string; message: string };

/** Takes the place of turns that are good already. */
const GOOD_TURNS: Turn[] = [{ speaker: 'a', text: '' }];

/**
 * What `transcriptInput` says of a value, in a third of its time: nearly all of a conversation is turns, and those that
 * are plainly good are not shown to the schema. `turns`: its `goodTurns`.
 */
export function parseTranscript(value: unknown, turns: Turn[] | undefined): Parsed {
  const read = transcriptInput.safeParse(
    turns === undefined ? value : { ...(value as object), turns: GOOD_TURNS },
  );
  if (read.success) {
    if (turns !== undefined) read.data.turns = turns;
    return { success: true, data: read.data };
  }
  const [issue] = read.error.issues;
  return { success: false, where: issue!.path.join('.'), message: issue!.message };
}

/**
 * The turns as the schema would give them; undefined where it must be asked: also where the text had `\u` somewhere,
 * behind which U+0000 or half a surrogate pair may hide, which the caller must see to.
 */
export function goodTurns(value: unknown): Turn[] | undefined {
  if (typeof value !== 'object' || value === null || !('turns' in value)) return undefined;
  const { turns } = value;
  if (!Array.isArray(turns) || turns.length === 0 || turns.length > MAX_TURNS) return undefined;
  const good: Turn[] = [];
  for (const turn of turns as unknown[]) {
    const read = goodTurn(turn);
    if (read === undefined) return undefined;
    good.push(read);
  }
  return good;
}

function goodTurn(turn: unknown): Turn | undefined {
  if (typeof turn !== 'object' || turn === null) return undefined;
  const { speaker, text, offset_ms } = turn as Record<string, unknown>;
  if (typeof speaker !== 'string' || typeof text !== 'string' || text.length > MAX_TURN_CHARACTERS)
    return undefined;
  if (speaker.length === 0 || speaker.length > MAX_NAME || speaker.trim() !== speaker) return undefined;
  const order = orderOf(turn);
  if (offset_ms === undefined) return order.count === 2 ? { speaker, text } : undefined;
  const isTime =
    Number.isInteger(offset_ms) && (offset_ms as number) >= 0 && (offset_ms as number) <= MAX_OFFSET_MS;
  if (!isTime || order.count !== 3) return undefined;
  return order.isUsual ? (turn as Turn) : { speaker, text, offset_ms: offset_ms as number };
}

const USUAL_ORDER = ['speaker', 'text', 'offset_ms'];

/** The schema gives keys in one order: what is in it already need not be copied. */
function orderOf(turn: object): { count: number; isUsual: boolean } {
  let count = 0;
  let isUsual = true;
  for (const key in turn) {
    isUsual &&= key === USUAL_ORDER[count];
    count += 1;
  }
  return { count, isUsual };
}
