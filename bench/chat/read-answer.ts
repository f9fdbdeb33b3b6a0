import { request } from 'node:http';
import type { Agent } from 'node:http';
import { createParser } from 'eventsource-parser';
import type { EventSourceMessage } from 'eventsource-parser';

export interface ReadAnswer {
  status: number;
  /** Until the first piece of text. */
  firstMs: number;
  totalMs: number;
  characters: number;
}

export interface AskOptions {
  url: string;
  body: object;
  apiKey?: string;
  agent?: Agent;
  /** The piece of text in an event; empty where there is none. */
  textOf: (event: EventSourceMessage) => string;
  onText?: () => void;
}

/** Asks over HTTP and reads the event stream to its end, with a stopwatch. */
export function readAnswer({ url, body, apiKey, agent, textOf, onText }: AskOptions): Promise<ReadAnswer> {
  const startedMs = performance.now();
  const answer: ReadAnswer = { status: 0, firstMs: NaN, totalMs: 0, characters: 0 };
  const { promise, resolve, reject } = Promise.withResolvers<ReadAnswer>();
  const headers = {
    'content-type': 'application/json',
    ...(apiKey && { authorization: `Bearer ${apiKey}` }),
  };
  const sent = request(url, { method: 'POST', agent, headers }, response => {
    answer.status = response.statusCode ?? 0;
    const parser = createParser({
      onEvent: event => {
        const text = textOf(event);
        if (text === '') return;
        if (answer.characters === 0) answer.firstMs = performance.now() - startedMs;
        answer.characters += text.length;
        onText?.();
      },
    });
    response.setEncoding('utf8');
    response.on('data', (data: string) => parser.feed(data));
    response.on('error', reject);
    response.on('end', () => {
      answer.totalMs = performance.now() - startedMs;
      resolve(answer);
    });
  });
  sent.on('error', reject);
  sent.end(JSON.stringify(body));
  return promise;
}

/** As OpenAI's protocol has it. */
export function textOfChunk({ data }: EventSourceMessage): string {
  if (data === '[DONE]') return '';
  const { choices } = JSON.parse(data) as { choices: { delta?: { content?: string } }[] };
  return choices[0]?.delta?.content ?? '';
}

export const textOfPart = ({ event, data }: EventSourceMessage): string =>
  event === 'text-delta' ? (JSON.parse(data) as { text: string }).text : '';
