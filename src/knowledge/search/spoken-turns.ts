import { sql } from 'kysely';

/** A turn of a conversation that a passage holds, whole or in part. */
export interface SpokenTurn {
  /** Which one, from 1, as in the passage's spans. */
  part: number;
  speaker: string;
  /** From the begin of the conversation; null where it is not known. */
  offset_ms: number | null;
}

/** A column `turns` beside a chunk `c` and its document `d`, of which its format is there; null where nobody speaks. */
export const spokenTurns = (tenantId: string) => sql`case when d.format = 'transcript' then (
    select jsonb_agg(jsonb_build_object('part', p.number, 'speaker', p.blocks -> 0 ->> 'speaker',
      'offset_ms', p.blocks -> 0 -> 'offset_ms') order by p.number)
    from document_pages p
    where p.tenant_id = ${tenantId}::uuid and p.document_id = d.id and p.generation = d.generation
      and p.number between c.page_start and c.page_end and p.blocks -> 0 ->> 'speaker' is not null) end as turns`;
