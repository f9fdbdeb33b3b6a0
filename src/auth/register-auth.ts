import cookie from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import type { Database } from '#kernel/db/database.ts';
import { Forbidden, Unauthenticated } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { findApiKeyPrincipal } from './api-keys/find-api-key-principal.ts';
import { isAllowed, isKnownPermission } from './permissions.ts';
import type { Principal } from './principal.ts';
import { refuseCrossSite } from './refuse-cross-site.ts';
import { findSessionPrincipal } from './sessions/find-session-principal.ts';
import { readSessionCookie } from './sessions/session-cookie.ts';

/**
 * Guards every route that is mounted on `app` after this: its caller must be known and carry the route's permission.
 * Runs before the body is read, so strangers upload nothing.
 */
export async function registerAuth(app: HttpApp, { db }: { db: Database }): Promise<void> {
  await app.register(cookie);
  app.decorateRequest('principal', null);
  app.addHook('onRoute', ({ method, url, config }) => {
    const permission = config?.permission;
    if (permission === undefined || isKnownPermission(permission)) return;
    throw new Error(`${String(method)} ${url} needs the permission ${permission}, which does not exist.`);
  });
  app.addHook('onRequest', async request => {
    const { permission } = request.routeOptions.config;
    if (permission === undefined) return;
    request.principal = await authenticate(db, request);
    request.tenantId = request.principal.tenantId;
    authorize(request.principal, permission);
  });
}

async function authenticate(db: Database, request: FastifyRequest): Promise<Principal> {
  const key = readKey(request);
  if (key !== undefined) return known(await findApiKeyPrincipal(db, key));
  const secret = readSessionCookie(request);
  if (secret === undefined) throw new Unauthenticated();
  refuseCrossSite(request);
  return known(await findSessionPrincipal(db, secret));
}

function known(principal: Principal | undefined): Principal {
  if (principal === undefined) throw new Unauthenticated();
  return principal;
}

/** Whoever sends this header means it: a bad key does not fall back to the cookie. */
function readKey(request: FastifyRequest): string | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  const bearer = /^bearer +(?<key>\S+) *$/i.exec(authorization)?.groups?.['key'];
  return bearer ?? (request.routeOptions.config.acceptsBasic ? readPassword(authorization) : '');
}

/** For programs that know no other way: the key is the password, the name is of no account. */
function readPassword(authorization: string): string {
  const encoded = /^basic +(?<encoded>\S+) *$/i.exec(authorization)?.groups?.['encoded'] ?? '';
  const pair = Buffer.from(encoded, 'base64').toString();
  return pair.slice(pair.indexOf(':') + 1);
}

function authorize(principal: Principal, permission: string): void {
  if (isAllowed(principal.scopes, permission)) return;
  throw new Forbidden(
    `This needs the permission ${permission}.`,
    principal.credential.kind === 'api-key'
      ? 'Use an API key that has this scope.'
      : 'Ask an owner of your workspace for a role that has it.',
  );
}
