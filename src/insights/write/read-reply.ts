import type { z } from 'zod';
import type { CompletionRequest, LanguageModel } from '#ai/complete.ts';
import { InsightFailure } from './insight-failure.ts';

/** What of a reply is shown to the model again, and kept where it is of no use. */
const MAX_KEPT_CHARACTERS = 64 * 1024;
const MAX_FAULTS = 8;

/**
 * Asks for JSON of a schema; a reply that does not fit is sent back once, with what is wrong with it.
 * @throws InsightFailure with the last reply; ProviderError; the reason of `signal`.
 */
export async function askForJson<Reply>(
  model: LanguageModel,
  request: CompletionRequest,
  { schema, signal }: { schema: z.ZodType<Reply>; signal: AbortSignal },
): Promise<Reply> {
  const first = await complete(model, request, signal);
  const read = readReply(first, schema);
  if (read.kind === 'fits') return read.reply;
  const second = await complete(model, repair(request, first, read.fault), signal);
  const again = readReply(second, schema);
  if (again.kind === 'fits') return again.reply;
  throw new InsightFailure(
    {
      code: 'reply-invalid',
      message: `The language model “${model.id}” twice sent something other than it was asked for: ${again.fault}`,
      next_step: 'Try again, shorten the instructions, or choose another model. What it sent is kept.',
    },
    second.slice(0, MAX_KEPT_CHARACTERS).toWellFormed().replaceAll('\u0000', ''),
  );
}

const repair = (request: CompletionRequest, reply: string, fault: string): CompletionRequest => ({
  ...request,
  messages: [
    ...request.messages,
    { role: 'assistant', text: reply.slice(0, MAX_KEPT_CHARACTERS).toWellFormed() },
    {
      role: 'user',
      text: `That reply cannot be used: ${fault}\nSend it again, corrected: the JSON object alone, nothing before or behind it.`,
    },
  ],
});

async function complete(
  model: LanguageModel,
  request: CompletionRequest,
  signal: AbortSignal,
): Promise<string> {
  let text = '';
  for await (const part of model.stream(request, { signal })) if (part.type === 'text') text += part.text;
  return text;
}

type Read<Reply> = { kind: 'fits'; reply: Reply } | { kind: 'misfit'; fault: string };

function readReply<Reply>(text: string, schema: z.ZodType<Reply>): Read<Reply> {
  // Models like to wrap JSON in a fence or a sentence.
  const json = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { kind: 'misfit', fault: 'it is no JSON object.' };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { kind: 'fits', reply: parsed.data };
  const faults = parsed.error.issues
    .slice(0, MAX_FAULTS)
    .map(issue => `${issue.path.join('.') || 'it'}: ${issue.message}`);
  return { kind: 'misfit', fault: `${faults.join('; ')}.` };
}
