import type { IncomingMessage } from 'node:http';
import { createId } from '../ids.ts';

const sane = /^[\w.:-]{8,128}$/;

/** A given `x-request-id` is kept when it is safe to log and to echo; else the request gets a UUIDv7. */
export function requestIdOf(message: Pick<IncomingMessage, 'headers'>): string {
  const given = message.headers['x-request-id'];
  return typeof given === 'string' && sane.test(given) ? given : createId();
}
