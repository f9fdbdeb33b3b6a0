import type { PassagePart } from '../answer/answer-part.ts';
import { checkQuotation } from './check-quotation.ts';
import { readEvidence } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { judgeClaim } from './judge-claim.ts';
import type { Problem, SentenceProof } from './proof-schema.ts';
import { splitAnswer } from './split-answer.ts';
import type { AnswerSentence } from './split-answer.ts';

/** Judges each sentence of an answer by words and numbers against the passages that it cites. */
export const judgeAnswer = (answer: string, passages: PassagePart[]): SentenceProof[] => [
  ...judgeSentences(answer, passages),
];

/** One after the other, for who lets others have their turn in between: each takes the processor some milliseconds. */
export function* judgeSentences(answer: string, passages: PassagePart[]): Generator<SentenceProof> {
  const evidenceOf = rememberEvidence(passages);
  const given = passages.map(passage => passage.index);
  for (const sentence of splitAnswer(answer)) {
    const { start, end, cites } = sentence;
    const judged = isNoClaim(sentence.text)
      ? { verdict: 'no-claim' as const, problems: [], quotation: null }
      : judgeSentence(sentence, evidenceOf(cites.length > 0 ? cites : given));
    yield { start, end, cites, ...judged };
  }
}

function judgeSentence(
  { text, cites }: AnswerSentence,
  evidence: Evidence,
): Pick<SentenceProof, 'verdict' | 'problems' | 'quotation'> {
  const quotation = checkQuotation(text, evidence);
  const state = quotation?.state ?? null;
  if (quotation?.state === 'verbatim' && quotation.isAll)
    return { verdict: 'supported', problems: [], quotation: state };
  const { verdict, problems } = judgeClaim(text, evidence);
  const more = [...(state === 'altered' ? [altered] : []), ...(cites.length === 0 ? [uncited] : [])];
  if (verdict === 'no-claim') return { verdict, problems: [], quotation: state };
  return {
    verdict: verdict === 'supported' && more.length > 0 ? 'partial' : verdict,
    problems: [...problems, ...more],
    quotation: state,
  };
}

const altered: Problem = {
  code: 'quotation',
  message: 'What stands in quotation marks is not what the passage says word for word.',
};
const uncited: Problem = { code: 'uncited', message: 'It names no source.' };

const saysNothing =
  /\b(?:not found|could not find|cannot find|no (?:information|mention|answer)|(?:do(?:es)?|did) not (?:say|mention|contain|state|specify|include|provide|answer)|cannot (?:be )?answer)|ไม่พบ|ไม่ได้ระบุ/iu;

/** Questions, announcements, and that nothing was found. */
const isNoClaim = (text: string): boolean =>
  /\?\s*$/.test(text) || (/:\s*$/.test(text) && !/\d/.test(text)) || saysNothing.test(text);

/** Neighbouring sentences mostly cite the same. */
function rememberEvidence(passages: PassagePart[]): (cites: number[]) => Evidence {
  const known = new Map<string, Evidence>();
  return cites => {
    const key = cites.join();
    const found = known.get(key);
    if (found !== undefined) return found;
    const evidence = readEvidence(
      passages
        .filter(passage => cites.includes(passage.index))
        .map(({ document_title: documentTitle, headings, text }) => ({ documentTitle, headings, text })),
    );
    known.set(key, evidence);
    return evidence;
  };
}
