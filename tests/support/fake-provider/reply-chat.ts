import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Behaviour, ReceivedCall } from './behaviour.ts';

/** Answers a chat completion, streamed when the call asks for it. */
export async function replyChat(
  call: ReceivedCall,
  behaviour: Behaviour,
  response: ServerResponse,
): Promise<void> {
  const tokens = behaviour.tokens ?? ['The', ' answer', ' stands', ' here', ' [1].'];
  if (call.body.stream === true) await stream(call, { ...behaviour, tokens }, response);
  else replyWhole(call, tokens, behaviour, response);
}

function replyWhole(
  call: ReceivedCall,
  tokens: string[],
  behaviour: Behaviour,
  response: ServerResponse,
): void {
  const choice = {
    index: 0,
    message: { role: 'assistant', content: tokens.join('') },
    finish_reason: 'stop',
  };
  const usage = behaviour.withoutUsage ? {} : { usage: countTokens(call, tokens) };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ...envelope(call, 'chat.completion'), choices: [choice], ...usage }));
}

async function stream(
  call: ReceivedCall,
  behaviour: Behaviour & { tokens: string[] },
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...behaviour.headers });
  response.flushHeaders();
  const send = (value: object) => response.write(`data: ${JSON.stringify(value)}\n\n`);
  for (const [index, content] of behaviour.tokens.entries()) {
    await behaviour.beforeToken?.(index);
    if (behaviour.tokenGapMs) await delay(behaviour.tokenGapMs);
    if (response.destroyed) return;
    if (behaviour.fault !== undefined && index >= behaviour.tokens.length / 2) break;
    send(chunk(call, { role: 'assistant', content }, null));
  }
  if (behaviour.fault === 'stalled-body') return;
  if (behaviour.fault === 'reset') return void response.destroy();
  send(chunk(call, {}, 'stop'));
  if (call.body.stream_options?.include_usage === true && !behaviour.withoutUsage) {
    send({
      ...envelope(call, 'chat.completion.chunk'),
      choices: [],
      usage: countTokens(call, behaviour.tokens),
    });
  }
  response.end('data: [DONE]\n\n');
}

function chunk(call: ReceivedCall, delta: object, finishReason: string | null): object {
  return {
    ...envelope(call, 'chat.completion.chunk'),
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  };
}

const envelope = (call: ReceivedCall, object: string) => ({
  id: `fake-${call.number}`,
  object,
  created: 0,
  model: String(call.body.model),
});

function countTokens(call: ReceivedCall, tokens: string[]): object {
  const prompt = Math.ceil(JSON.stringify(call.body.messages).length / 4);
  return {
    prompt_tokens: prompt,
    completion_tokens: tokens.length,
    total_tokens: prompt + tokens.length,
  };
}
