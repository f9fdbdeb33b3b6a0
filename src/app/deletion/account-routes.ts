import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import { clearSessionCookie } from '#auth/sessions/session-cookie.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { deleteAccount } from './delete-account.ts';

/** The end of one person's account; what they made for the workspace stays. */
export function accountRoutes(app: HttpApp, { db }: { db: Database }): void {
  app.post(
    '/account/deletion',
    {
      config: { permission: 'self' },
      schema: {
        summary:
          'Deletes the caller’s account with their conversations, shared links and credentials, for ever',
        body: z.strictObject({
          email: z.string().max(320).describe('The address of the account, as a check.'),
        }),
        response: {
          200: z.object({
            counts: z.record(z.string(), z.int()).describe('The receipt: what was deleted, by kind.'),
          }),
        },
      },
    },
    async (request, reply) => {
      const counts = await deleteAccount(db, { principal: principalOf(request), email: request.body.email });
      clearSessionCookie(reply);
      return { counts };
    },
  );
}
