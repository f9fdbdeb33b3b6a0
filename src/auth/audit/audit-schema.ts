import { z } from 'zod';
import { pageQuery } from '#kernel/http/page.ts';
import type { AuditRow } from './queries.ts';

export const auditQuery = pageQuery.extend({
  action: z.string().max(80).optional().describe('Such as `api-key.created`.'),
  user_id: z.uuid().optional().describe('What this user did.'),
  target_id: z.string().max(200).optional().describe('What was done to this.'),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
});

export const auditSchema = z.object({
  id: z.string(),
  at: z.string(),
  action: z.string(),
  user_id: z.string().nullable().describe('Null: the program itself, as when the trash is emptied.'),
  credential: z.object({ kind: z.string(), id: z.string() }).nullable(),
  address: z.string().nullable().describe('Where the request came from.'),
  request_id: z.string().nullable(),
  target: z.object({ kind: z.string(), id: z.string() }),
  details: z.record(z.string(), z.unknown()),
});

export function presentEntry(row: AuditRow): z.infer<typeof auditSchema> {
  const { credential_kind: kind, credential_id: id } = row;
  return {
    id: row.id,
    at: row.created_at.toISOString(),
    action: row.action,
    user_id: row.user_id,
    credential: kind === null || id === null ? null : { kind, id },
    address: row.address,
    request_id: row.request_id,
    target: { kind: row.target_kind, id: row.target_id },
    details: row.details as Record<string, unknown>,
  };
}
