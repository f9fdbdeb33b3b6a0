import type { AnswerPart } from './answer-part.ts';
import { chooseQuotes, scoreUnits } from './choose-quotes.ts';
import type { QuoteQuestion, ScoredUnit } from './choose-quotes.ts';
import { citePassage } from './cite-passage.ts';
import type { Passage } from './passage.ts';
import { renderQuote } from './render-quote.ts';

/**
 * The answer counts as found when one passage speaks of this share of what the question asks for, each term counted by
 * how much it tells (inverse document frequency). docs/decisions/0005-runs-and-answers.md says how it was chosen.
 */
const FOUND = 0.6;
const NEAREST = 3;

const LABEL = 'No model wrote this: the sentences are quoted from your documents.';

/** The sentences that answer best, word for word; or, where none does, that nothing was found and what comes nearest. */
export function* answerWithQuotes(
  question: QuoteQuestion & { text: string },
  passages: Passage[],
): Generator<AnswerPart> {
  const scored = scoreUnits(passages, question).filter(unit => unit.score > 0);
  const isFound = scored[0] !== undefined && scored[0].passageCoverage >= FOUND;
  yield {
    type: 'text-start',
    answered_by: isFound ? 'quotes' : 'none',
    model: null,
    label: isFound ? LABEL : null,
  };
  if (isFound) yield* writeQuotes(chooseQuotes(scored, question.terms), '\n\n');
  else yield* writeNotFound(question.text, nearestOf(scored));
  yield { type: 'text-end' };
  yield { type: 'usage', input_tokens: 0, output_tokens: 0, source: 'none' };
}

/** Nothing may stand in the answer that is not in the documents, but for the sentence that says so. */
export function* writeNotFound(question: string, nearest: ScoredUnit[]): Generator<AnswerPart> {
  const isThai = /[\u0e00-\u0e7f]/.test(question);
  yield {
    type: 'text-delta',
    text: isThai ? 'ไม่พบคำตอบในเอกสารที่เลือก' : 'Not found in the selected documents.',
  };
  if (nearest.length === 0) return;
  yield { type: 'text-delta', text: isThai ? ' ข้อความที่ใกล้เคียงที่สุด:\n\n- ' : ' The nearest passages:\n\n- ' };
  yield* writeQuotes(nearest, '\n- ');
}

function* writeQuotes(units: ScoredUnit[], separator: string): Generator<AnswerPart> {
  const cited = new Set<number>();
  for (const [position, unit] of inReadingOrder(units).entries()) {
    const { passage } = unit;
    yield {
      type: 'text-delta',
      text: `${position === 0 ? '' : separator}${renderQuote(unit)} [${passage.index}]`,
    };
    if (cited.has(passage.index)) continue;
    cited.add(passage.index);
    yield {
      type: 'citation',
      ...citePassage(
        passage,
        units.filter(each => each.passage === passage),
      ),
    };
  }
}

/** Passages by their best quotation, and within one passage as a reader would meet them. */
function inReadingOrder(units: ScoredUnit[]): ScoredUnit[] {
  const groups = Map.groupBy(units, unit => unit.passage.index);
  return [...groups.values()].flatMap(group => group.toSorted((a, b) => a.start - b.start));
}

/** The best unit of each of the nearest passages. */
function nearestOf(scored: ScoredUnit[]): ScoredUnit[] {
  const groups = Map.groupBy(scored, unit => unit.passage.index);
  return [...groups.values()].slice(0, NEAREST).map(([best]) => best!);
}
