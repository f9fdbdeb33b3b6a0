import { z } from 'zod';
import { grantable, roles } from '../permissions.ts';

export const sessionInput = z.strictObject({
  token: z.string().min(1).max(200).describe('What stands behind `#token=` in the sign-in link.'),
});

export const sessionSchema = z
  .object({
    user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
    tenant: z.object({ id: z.string(), name: z.string() }),
    role: z.enum(roles),
    scopes: z.array(z.enum(grantable)).describe('What the credential of this request may do.'),
  })
  .meta({ id: 'Session' });

export const signInLinkSchema = z
  .object({
    token: z.string().describe('Goes behind `/sign-in#token=` of the web app; works once.'),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'SignInLink' });
