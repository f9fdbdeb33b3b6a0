import { z } from 'zod';
import { InvalidInput } from '#kernel/errors/common-errors.ts';

const textPart = z.object({ type: z.literal('text'), text: z.string() });
const content = z.union([z.string(), z.array(textPart)]).nullish();

const MAX_QUESTION_CHARACTERS = 20_000;

/** What other clients send besides is taken and has no effect: sampling is the configured model's business. */
export const chatInput = z.looseObject({
  model: z.string(),
  messages: z
    .array(z.looseObject({ role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']), content }))
    .min(1)
    .max(2_000),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  store: z.boolean().nullish().describe('True: the exchange appears among the conversations of the web app.'),
  n: z.literal(1).nullish(),
  tools: z.array(z.unknown()).max(0).nullish(),
  response_format: z.looseObject({ type: z.literal('text') }).nullish(),
});

export type ChatInput = z.output<typeof chatInput>;

export interface ChatQuestion {
  text: string;
  history: { role: 'user' | 'assistant'; text: string }[];
}

/**
 * The last message is the question, what comes before it the history. Instructions of the client are left out: an answer
 * rests on the documents whatever it is told to be.
 * @throws InvalidInput when the last message is not a user's, or says nothing.
 */
export function readQuestion({ messages }: ChatInput): ChatQuestion {
  const turns = messages.flatMap(({ role, content }) =>
    role === 'user' || role === 'assistant' ? [{ role, text: textOf(content) }] : [],
  );
  const question = turns.at(-1);
  if (question?.role !== 'user' || question.text === '')
    throw refused('must end with a question of the user');
  if (question.text.length > MAX_QUESTION_CHARACTERS)
    throw refused(`a question has ${MAX_QUESTION_CHARACTERS} characters at most`);
  return { text: question.text, history: turns.slice(0, -1).filter(turn => turn.text !== '') };
}

const textOf = (given: z.output<typeof content>): string =>
  (typeof given === 'string' ? given : (given ?? []).map(part => part.text).join('\n')).trim();

const refused = (message: string): InvalidInput =>
  new InvalidInput(`The messages cannot be answered: ${message}.`, {
    fields: [{ path: 'body.messages', message }],
  });
