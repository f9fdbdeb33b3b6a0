import type { FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_TTL_MS } from './redeem-sign-in-link.ts';

/**
 * The prefix makes browsers insist on Secure, Path=/ and this very host: no other site can plant it. Chromium keeps it
 * on plain http://127.0.0.1 and http://localhost too; Safari does not, and needs the server behind HTTPS.
 */
export const SESSION_COOKIE = '__Host-quarry';

const attributes = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const;

export function setSessionCookie(reply: FastifyReply, secret: string): void {
  reply.setCookie(SESSION_COOKIE, secret, { ...attributes, maxAge: SESSION_TTL_MS / 1000 });
}

export function clearSessionCookie(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, attributes);
}

export const readSessionCookie = (request: FastifyRequest): string | undefined =>
  request.cookies[SESSION_COOKIE];
