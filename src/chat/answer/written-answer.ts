import type { AnswerPart, Citation } from './answer-part.ts';

type PartOf<Type extends AnswerPart['type']> = Extract<AnswerPart, { type: Type }>;

/** What a model had written of an answer when it broke off. */
export interface WrittenAnswer {
  retrieval: PartOf<'retrieval'>;
  text: string;
  citations: Citation[];
  /** Its last word is written; only what follows the text is missing. */
  isWhole: boolean;
  /** All of this, as the answer that goes on with it begins. */
  parts: AnswerPart[];
}

/** Undefined when there is nothing to go on with: no model wrote it, or none of its text was stored. */
export function readWrittenAnswer(log: { type: string }[]): WrittenAnswer | undefined {
  const parts = log as AnswerPart[];
  const retrieval = parts.find(part => part.type === 'retrieval');
  const start = parts.find(part => part.type === 'text-start');
  const citations = parts.filter(part => part.type === 'citation');
  const text = parts.map(part => (part.type === 'text-delta' ? part.text : '')).join('');
  if (retrieval === undefined || start?.answered_by !== 'model' || text === '') return undefined;
  return {
    retrieval,
    text,
    citations,
    isWhole: parts.some(part => part.type === 'text-end'),
    parts: [retrieval, start, { type: 'text-delta', text }, ...citations],
  };
}
