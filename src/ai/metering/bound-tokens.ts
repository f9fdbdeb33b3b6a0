import type { CompletionRequest } from '../complete.ts';

/** Markup that a provider puts around each message. */
const MESSAGE_TOKENS = 16;

/** More tokens than this no tokenizer makes of the texts: none of them is shorter than a byte. */
export const boundTokens = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

export function boundPromptTokens({ system, messages }: CompletionRequest): number {
  const texts = [system, ...messages.map(message => message.text)];
  return boundTokens(texts) + texts.length * MESSAGE_TOKENS;
}
