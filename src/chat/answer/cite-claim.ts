import { splitSentences } from '#knowledge/chunk/split-sentences.ts';
import type { Citation } from './answer-part.ts';
import { scoreUnits } from './choose-quotes.ts';
import { citePassage } from './cite-passage.ts';
import type { Passage } from './passage.ts';
import { understandQuestion } from './understand-question.ts';

/** More is not needed to know what a marker was set for. */
const MAX_CLAIM_CHARACTERS = 600;

/** The sentence of a passage that says most of what the text before its marker says; the whole passage when none does. */
export function citeClaim(passage: Passage, textBefore: string): Citation {
  const { terms } = understandQuestion(lastSentence(textBefore));
  const weighted = terms.map(term => ({ ...term, weight: term.emphasis }));
  const [best] = scoreUnits([passage], { terms: weighted, wantsNumber: false });
  const isNear = best !== undefined && best.score > 0;
  return citePassage(passage, [isNear ? best : { start: 0, end: passage.text.length }]);
}

function lastSentence(text: string): string {
  const end = text
    .slice(-MAX_CLAIM_CHARACTERS)
    .replace(/\s*\[\d{1,3}\]/g, '')
    .trimEnd();
  const last = splitSentences(end).at(-1);
  return last === undefined ? end : end.slice(...last);
}
