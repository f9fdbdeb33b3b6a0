import type { Citation } from '#chat/answer/answer-part.ts';
import type { Proof } from '#chat/proof/proof-schema.ts';
import type { RunPart } from '#chat/runs/run-part.ts';

type PartOf<Type extends RunPart['type']> = Extract<RunPart, { type: Type }>;

/** A whole answer, as clients that do not stream read it. */
export interface CollectedAnswer {
  text: string;
  answeredBy: PartOf<'text-start'>['answered_by'];
  /** What people must know about who wrote it; null when there is nothing to say. */
  label: string | null;
  model: string | null;
  citations: Citation[];
  /** Undefined where nothing was checked. */
  proof?: Proof;
  usage: { inputTokens: number; outputTokens: number };
  /** Undefined: the answer came to its end. */
  failure?: PartOf<'error'>;
}

export const emptyAnswer = (): CollectedAnswer => ({
  text: '',
  answeredBy: 'none',
  label: null,
  model: null,
  citations: [],
  usage: { inputTokens: 0, outputTokens: 0 },
});

export async function collectAnswer(parts: AsyncIterable<RunPart>): Promise<CollectedAnswer> {
  const answer = emptyAnswer();
  for await (const part of parts) addPart(answer, part);
  return answer;
}

export function addPart(answer: CollectedAnswer, part: RunPart): void {
  if (part.type === 'text-delta') answer.text += part.text;
  else if (part.type === 'citation') answer.citations.push(withoutType(part));
  else if (part.type === 'proof') answer.proof = withoutType(part);
  else if (part.type === 'error') answer.failure = part;
  else if (part.type === 'usage')
    answer.usage = { inputTokens: part.input_tokens, outputTokens: part.output_tokens };
  else if (part.type === 'text-start') {
    Object.assign(answer, { answeredBy: part.answered_by, label: part.label, model: part.model });
  }
}

const withoutType = <Part extends { type: string }>({ type: _type, ...rest }: Part): Omit<Part, 'type'> =>
  rest;
