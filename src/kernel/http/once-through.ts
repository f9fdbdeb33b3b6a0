import type { FastifyReply } from 'fastify';

const waiting = new WeakMap<FastifyReply, (() => void)[]>();

/**
 * Calls back once, when a reply is through or has become an event stream: from there on it works only when there is
 * something to tell.
 */
export function onceThrough(reply: FastifyReply, callback: () => void): void {
  let called = false;
  const call = (): void => {
    if (called) return;
    called = true;
    callback();
  };
  waiting.set(reply, [...(waiting.get(reply) ?? []), call]);
  reply.raw.once('close', call);
}

/** For whoever makes an event stream of a reply. */
export function becomeStream(reply: FastifyReply): void {
  for (const call of waiting.get(reply) ?? []) call();
  waiting.delete(reply);
}
