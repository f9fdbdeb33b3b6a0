import { z } from 'zod';
import { roles } from '../permissions.ts';
import type { MemberRow } from './queries.ts';

const plainText = (text: string) => text.isWellFormed() && !text.includes('\0');

export const memberInput = z.strictObject({
  email: z.email().max(320).toLowerCase(),
  name: z.string().trim().max(200).refine(plainText, 'must be plain text').default(''),
  role: z.enum(roles).default('member'),
});

export const memberChange = z.strictObject({ role: z.enum(roles) });

export const memberSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.enum(roles),
    created_at: z.string(),
    last_seen_at: z.string().nullable().describe('Null: never signed in, or signed out since.'),
  })
  .meta({ id: 'Member' });

export const presentMember = (row: MemberRow): z.output<typeof memberSchema> => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role as z.output<typeof memberSchema>['role'],
  created_at: row.created_at.toISOString(),
  last_seen_at: row.last_seen_at?.toISOString() ?? null,
});
