import { z } from 'zod';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { principalOf } from '../principal.ts';
import { refuseForeignOrigin } from '../refuse-cross-site.ts';
import { createOwnSignInLink } from './create-own-sign-in-link.ts';
import { describeSession } from './describe-session.ts';
import { endSession } from './end-session.ts';
import { redeemSignInLink } from './redeem-sign-in-link.ts';
import { clearSessionCookie, setSessionCookie } from './session-cookie.ts';
import { sessionInput, sessionSchema, signInLinkSchema } from './session-schema.ts';

export function sessionRoutes(app: HttpApp, { db }: { db: Database }): void {
  app.post(
    '/session',
    {
      config: { public: true, guessable: true },
      onRequest: refuseForeignOrigin,
      schema: { body: sessionInput, response: { 200: sessionSchema } },
    },
    async (request, reply) => {
      const { secret, principal } = await redeemSignInLink(db, request.body.token);
      setSessionCookie(reply, secret);
      return describeSession(db, principal);
    },
  );

  app.post(
    '/sign-in-links',
    { config: { permission: 'members:manage' }, schema: { response: { 201: signInLinkSchema } } },
    async (request, reply) => {
      const link = await createOwnSignInLink(db, principalOf(request));
      return reply.code(201).send({ token: link.token, expires_at: link.expiresAt.toISOString() });
    },
  );

  app.get(
    '/session',
    { config: { permission: 'self' }, schema: { response: { 200: sessionSchema } } },
    async request => describeSession(db, principalOf(request)),
  );

  app.delete(
    '/session',
    { config: { permission: 'self' }, schema: { response: { 204: z.undefined() } } },
    async (request, reply) => {
      await endSession(db, principalOf(request));
      clearSessionCookie(reply);
      return reply.code(204).send();
    },
  );
}
