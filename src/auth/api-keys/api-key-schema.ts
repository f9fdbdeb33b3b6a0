import { z } from 'zod';
import { grantable } from '../permissions.ts';
import type { ApiKeyRow } from './queries.ts';

export const apiKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  scopes: z.array(z.enum(grantable)).min(1).optional().describe('Default: everything its owner may do.'),
  expires_at: z.iso.datetime({ offset: true }).pipe(z.coerce.date()).optional(),
});

export const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().describe('The beginning of the secret, to recognise it by.'),
    scopes: z.array(z.string()),
    created_at: z.string(),
    expires_at: z.string().nullable(),
    last_used_at: z.string().nullable().describe('To the minute.'),
  })
  .meta({ id: 'ApiKey' });

export const newApiKeySchema = apiKeySchema
  .extend({ secret: z.string().describe('Shown once: keep it now.') })
  .meta({ id: 'NewApiKey' });

export const presentApiKey = (row: ApiKeyRow): z.output<typeof apiKeySchema> => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  scopes: row.scopes,
  created_at: row.created_at.toISOString(),
  expires_at: row.expires_at?.toISOString() ?? null,
  last_used_at: row.last_used_at?.toISOString() ?? null,
});
