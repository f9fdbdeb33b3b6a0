import type { ModelMessage } from '#ai/complete.ts';
import { understandQuestion } from './understand-question.ts';

const refersBack =
  /^\s*(?:and|but|so|also)\b|\b(?:it|its|they|them|their|that|this|those|these|he|she|his|her|there)\b|แล้ว|ล่ะ|เขา|มัน|นั้น|นี้/iu;
const SHORT_TERMS = 2;

/** A question that leans on the one before ("and in 2024?") is searched for together with it. */
export function followUp(question: string, history: ModelMessage[]): string {
  const before = history.findLast(each => each.role === 'user');
  if (before === undefined) return question;
  const isShort = understandQuestion(question).terms.length <= SHORT_TERMS;
  return isShort && refersBack.test(question) ? `${before.text}\n${question}` : question;
}
