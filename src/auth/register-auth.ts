import cookie from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import type { Database } from '#kernel/db/database.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { Forbidden, Unauthenticated } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { noteActors } from './audit/note-actors.ts';
import { findApiKeyPrincipal } from './api-keys/find-api-key-principal.ts';
import { GuessGate } from './limits/guess-gate.ts';
import { TenantGate } from './limits/tenant-gate.ts';
import type { TenantLimits } from './limits/tenant-gate.ts';
import { isAllowed, isKnownPermission } from './permissions.ts';
import type { Principal } from './principal.ts';
import { refuseCrossSite } from './refuse-cross-site.ts';
import { findSessionPrincipal } from './sessions/find-session-principal.ts';
import { readSessionCookie } from './sessions/session-cookie.ts';

export interface AuthOptions {
  db: Database;
  /** Undefined: tenants send as much as they like. */
  limits?: TenantLimits;
}

/**
 * Guards every route that is mounted on `app` after this: its caller must be known and carry the route's permission.
 * Runs before the body is read, so strangers upload nothing.
 */
export async function registerAuth(app: HttpApp, options: AuthOptions): Promise<void> {
  const { db, limits } = options;
  const tenants = limits && new TenantGate(limits);
  const guesses = new GuessGate();
  await app.register(cookie);
  app.decorateRequest('principal', null);
  app.addHook('onRoute', ({ method, url, config }) => {
    const permission = config?.permission;
    if (permission === undefined || isKnownPermission(permission)) return;
    throw new Error(`${String(method)} ${url} needs the permission ${permission}, which does not exist.`);
  });
  app.addHook('onRequest', async (request, reply) => {
    const { permission, guessable } = request.routeOptions.config;
    if (guessable) guesses.assertMayTry(request);
    if (permission === undefined) return;
    request.principal = await authenticate(db, request, guesses);
    request.tenantId = request.principal.tenantId;
    tenants?.enter(request.principal.tenantId, reply);
    authorize(request.principal, permission);
  });
  noteActors(app, { db });
  app.addHook('onError', async (request, _reply, error) => {
    if (request.routeOptions.config.guessable && isWrongSecret(error)) guesses.noteWrong(request);
  });
}

const isWrongSecret = (error: unknown): boolean =>
  error instanceof AppError && (error.status === 401 || error.status === 404);

async function authenticate(db: Database, request: FastifyRequest, guesses: GuessGate): Promise<Principal> {
  const find = readCredential(request);
  guesses.assertMayTry(request);
  const principal = await find(db);
  if (principal !== undefined) return principal;
  guesses.noteWrong(request);
  throw new Unauthenticated();
}

function readCredential(request: FastifyRequest): (db: Database) => Promise<Principal | undefined> {
  const key = readKey(request);
  if (key !== undefined) return db => findApiKeyPrincipal(db, key);
  const secret = readSessionCookie(request);
  if (secret === undefined) throw new Unauthenticated();
  refuseCrossSite(request);
  return db => findSessionPrincipal(db, secret);
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
