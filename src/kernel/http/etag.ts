import type { FastifyReply, FastifyRequest } from 'fastify';
import { VersionRequired } from '../errors/common-errors.ts';

/** Versions start at 1, so this one never matches. */
const NO_VERSION = 0;

/** The strong ETag of a resource: its version in quotes. */
export const etagOf = (version: number): string => `"${version}"`;

/** Replies with a resource and its ETag. */
export function sendVersioned(reply: FastifyReply, resource: { version: number }): FastifyReply {
  return reply.header('etag', etagOf(resource.version)).send(resource);
}

/**
 * The version a change is meant for; undefined means any (`If-Match: *`).
 * A tag that we never gave, a weak one included, becomes a version that nothing has.
 * @throws VersionRequired when the request has no If-Match.
 */
export function requireIfMatch(request: FastifyRequest): number | undefined {
  if (request.headers['if-match'] === undefined) throw new VersionRequired();
  return readIfMatch(request);
}

/** As `requireIfMatch`, but a request without If-Match is meant for any version. */
export function readIfMatch(request: FastifyRequest): number | undefined {
  const tag = request.headers['if-match']?.trim();
  if (tag === undefined || tag === '*') return undefined;
  const digits = /^"(?<version>[1-9]\d{0,8})"$/.exec(tag)?.groups?.['version'];
  return digits === undefined ? NO_VERSION : Number(digits);
}
