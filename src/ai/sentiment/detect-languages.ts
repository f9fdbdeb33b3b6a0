import { eld } from 'eld/extrasmall';
import type { Conversation } from './sentiment.ts';

/** Enough to tell a language by. */
const MAX_CHARACTERS = 2_000;
/** Shorter turns are told by the others of their conversation. */
const MIN_TURN_CHARACTERS = 40;

/** The language of each turn, ISO 639-1; null where it cannot be told. */
export function detectLanguages({ language, turns }: Conversation): (string | null)[] {
  const whole = language?.split('-')[0]?.toLowerCase() ?? detect(joinStart(turns.filter(isLatin)));
  return turns.map(turn => languageOfTurn(turn, whole));
}

function languageOfTurn(turn: string, whole: string | null): string | null {
  // Letters of another script say at once what a short turn in Latin ones does not.
  const isShort = turn.length < MIN_TURN_CHARACTERS && isLatin(turn);
  if (isShort) return whole;
  return detect(turn.slice(0, MAX_CHARACTERS)) ?? (isLatin(turn) ? whole : null);
}

function detect(text: string): string | null {
  const found = eld.detect(text);
  return found.isReliable() ? found.language : null;
}

function joinStart(turns: readonly string[]): string {
  let start = '';
  for (const turn of turns) {
    if (start.length >= MAX_CHARACTERS) break;
    start += `${turn.slice(0, MAX_CHARACTERS)}\n`;
  }
  return start;
}

const isLatin = (text: string): boolean => !/[^\p{Script=Latin}\P{Letter}]/u.test(text);
