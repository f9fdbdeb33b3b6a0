import type { Database } from '#kernel/db/database.ts';
import { listSources, readSourcePages } from '#knowledge/documents/read-sources.ts';
import type { AnswerPart } from '../answer/answer-part.ts';
import { boxesOfSpans } from './boxes-of-spans.ts';
import { turnOfSpans } from './turn-of-spans.ts';

/** The same parts, each citation with its rectangles, its speaker and with which reading of which file it quotes. */
export async function* placeCitations(
  db: Database,
  tenantId: string,
  parts: AsyncIterable<AnswerPart>,
): AsyncGenerator<AnswerPart> {
  for await (const part of parts) {
    if (part.type !== 'citation') {
      yield part;
      continue;
    }
    const [source] = await listSources(db, { tenantId, documentIds: [part.document_id], sha256s: [] });
    // Deleted since it was found: the quotation is all that is left of it.
    if (source === undefined) {
      yield part;
      continue;
    }
    const numbers = [...new Set(part.spans.map(([number]) => number))];
    const pages = await readSourcePages(db, { tenantId, source, numbers });
    yield {
      ...part,
      ...turnOfSpans(part.spans, pages),
      boxes: boxesOfSpans(part.spans, pages),
      document_sha256: source.sha256,
      document_generation: source.generation,
    };
  }
}
