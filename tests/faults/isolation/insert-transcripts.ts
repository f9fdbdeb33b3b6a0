import type { Tx } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';

/** A conversation, the import that brought it, what that set aside, and a scoring. */
export async function insertTranscripts(
  tx: Tx,
  { tenantId, marker }: { tenantId: string; marker: string },
): Promise<Record<string, string>> {
  const [transcript_id, import_id, scoring_id] = [createId(), createId(), createId()];
  // An id says when its conversation began.
  const began = new Date(Number.parseInt(transcript_id.replace('-', '').slice(0, 12), 16));
  await tx
    .insertInto('transcript_imports')
    .values({
      tenant_id: tenantId,
      id: import_id,
      file_name: `${marker}.json`,
      byte_size: 1,
      sha256: Buffer.alloc(32),
      status: 'failed',
    })
    .execute();
  const reject = { byte_start: 0, byte_end: 1, number: 1, code: 'invalid-json', message: marker };
  await tx
    .insertInto('transcript_rejects')
    .values({ tenant_id: tenantId, import_id, ...reject, raw: Buffer.from(marker) })
    .execute();
  await tx
    .insertInto('transcripts')
    .values({
      tenant_id: tenantId,
      created_at: began,
      id: transcript_id,
      external_id: marker,
      import_id,
      turns: JSON.stringify([{ speaker: marker, text: marker }]),
      turn_count: 1,
      speakers: JSON.stringify({ [marker]: [1, marker.length] }),
      worst_turn: 0,
      worst_score: -0.5,
    })
    .execute();
  const span = { since: new Date(0), until: new Date(1) };
  await tx
    .insertInto('transcript_scorings')
    .values({ tenant_id: tenantId, id: scoring_id, engine: 'vader', ...span, status: 'done' })
    .execute();
  return { transcript_id, import_id, scoring_id };
}
