import { emojis } from './lexicon.ts';
import { isUpper, wordValences } from './word-valences.ts';
import type { Words } from './word-valences.ts';

const PUNCTUATION = /^[!-/:-@[-`{-~]+|[!-/:-@[-`{-~]+$/g;
/** About the largest sum of valences that is expected. */
const ALPHA = 15;

export interface VaderScore {
  /** −1 … 1. */
  compound: number;
  /** Shares of the text, together 1; all 0 for a text without words. */
  positive: number;
  neutral: number;
  negative: number;
}

/** VADER (Hutto & Gilbert 2014), as its published implementation 3.3.2 has it. For English. */
export function scoreText(given: string): VaderScore {
  const text = describeEmojis(given).trim();
  const valences = wordValences(splitWords(text));
  if (valences.length === 0) return { compound: 0, positive: 0, neutral: 0, negative: 0 };
  const emphasis = emphasisOf(text);
  const sum = valences.reduce((total, each) => total + each, 0);
  const emphasised = sum + Math.sign(sum) * emphasis;
  const compound = emphasised / Math.sqrt(emphasised * emphasised + ALPHA);
  return { compound: Math.round(compound * 10_000) / 10_000, ...sharesOf(valences, emphasis) };
}

function sharesOf(valences: number[], emphasis: number): Omit<VaderScore, 'compound'> {
  let [positive, negative, neutral] = [0, 0, 0];
  // One more for each, because a neutral word counts one, too.
  for (const valence of valences) {
    if (valence > 0) positive += valence + 1;
    else if (valence < 0) negative += 1 - valence;
    else neutral += 1;
  }
  if (positive > negative) positive += emphasis;
  else if (positive < negative) negative += emphasis;
  const total = positive + negative + neutral;
  return { positive: positive / total, neutral: neutral / total, negative: negative / total };
}

function splitWords(text: string): Words {
  const raw = text === '' ? [] : text.split(/\s+/u).map(stripPunctuation);
  const capitals = raw.filter(isUpper).length;
  const lower = raw.map(word => word.toLowerCase());
  return { raw, lower, mixedCase: capitals > 0 && capitals < raw.length };
}

/** What is left of an emoticon would be next to nothing. */
function stripPunctuation(token: string): string {
  const stripped = token.replaceAll(PUNCTUATION, '');
  return Array.from(stripped).length <= 2 ? token : stripped;
}

function describeEmojis(text: string): string {
  let described = '';
  let afterSpace = true;
  for (const character of text) {
    const description = emojis.get(character);
    if (description !== undefined && !afterSpace) described += ' ';
    described += description ?? character;
    afterSpace = description === undefined && character === ' ';
  }
  return described;
}

/** Of exclamation marks, and of question marks when there are several. */
function emphasisOf(text: string): number {
  const exclamations = Math.min(countOf(text, '!'), 4);
  const questions = countOf(text, '?');
  if (questions < 2) return exclamations * 0.292;
  return exclamations * 0.292 + (questions <= 3 ? questions * 0.18 : 0.96);
}

const countOf = (text: string, character: string): number => text.split(character).length - 1;
