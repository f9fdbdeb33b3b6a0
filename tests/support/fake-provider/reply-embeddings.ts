import type { ServerResponse } from 'node:http';
import type { Behaviour, EmbeddingItem, ReceivedCall } from './behaviour.ts';

const DIMENSIONS = 64;

/** Vectors of hashed words: the same text gives the same vector, and texts that share words lie close together. */
export function replyEmbeddings(call: ReceivedCall, behaviour: Behaviour, response: ServerResponse): void {
  const texts: string[] = [call.body.input].flat();
  const data = texts.map((text, index): EmbeddingItem => ({
    object: 'embedding',
    index,
    embedding: embedText(text),
  }));
  const tokens = Math.ceil(texts.join('').length / 4);
  const reply = {
    object: 'list',
    model: call.body.model,
    data: behaviour.distort?.(data) ?? data,
    ...(!behaviour.withoutUsage && { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
  };
  response.writeHead(200, { 'content-type': 'application/json', ...behaviour.headers });
  const body = JSON.stringify(reply);
  if (behaviour.fault === undefined) return void response.end(body);
  response.write(body.slice(0, body.length / 2), () => {
    if (behaviour.fault === 'reset') response.destroy();
  });
}

function embedText(text: string): number[] {
  const vector = Array.from<number>({ length: DIMENSIONS }).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
    const hash = hashWord(word);
    vector[hash % DIMENSIONS]! += hash & 64 ? 1 : -1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map(value => value / length);
}

/** FNV-1a, 32 bits. */
function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (const character of word) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return hash;
}
