import type { EmbeddingModel } from '#ai/embed.ts';
import { withEmbeddingBill } from '#ai/metering/with-embedding-bill.ts';
import type { Principal } from '#auth/principal.ts';
import type { Runs } from '#chat/runs/open-runs.ts';
import type { Database } from '#kernel/db/database.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import { getChunk } from '#knowledge/chunk/get-chunk.ts';
import { getDocument } from '#knowledge/documents/get-document.ts';
import { listDocuments } from '#knowledge/documents/list-documents.ts';
import { presentDocument } from '#knowledge/documents/document-schema.ts';
import { getPage } from '#knowledge/documents/read-pages.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { presentResult } from '#knowledge/search/search-schema.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { collectAnswer } from '../collect-answer.ts';
import { followAnswer } from '../follow-answer.ts';
import type { FetchedText, LibraryTools } from './library-tools.ts';
import { readPages } from './read-pages.ts';

export interface RoomToolsOptions {
  db: Database;
  runs: Runs;
  /** Undefined: embedding costs nothing. */
  usage?: Usage;
  embed?: EmbeddingModel;
  logger: Logger;
  principal: Principal;
}

/** The tools for one caller, inside the server. */
export function roomTools({ db, runs, usage, embed, logger, principal }: RoomToolsOptions): LibraryTools {
  const { tenantId, userId } = principal;
  return {
    async search({ query, library_ids: libraryIds, document_ids: documentIds, k }, signal) {
      const options = { tenantId, query, libraryIds, documentIds, k, signal, logger };
      const work = { tenantId, userId, kind: 'query-embedding' } as const;
      const found = await withEmbeddingBill({ db, usage, embed, work }, metered =>
        searchLibrary(db, { ...options, embed: metered }),
      );
      return presentResult(found).hits;
    },
    fetch: ({ id, page }) => fetchText(db, { tenantId, id, page }),
    async ask({ text, library_ids: libraryIds, document_ids: documentIds }, signal) {
      const run = await runs.start({ tenantId, userId, text, libraryIds, documentIds });
      const answer = await collectAnswer(followAnswer(runs, run, signal));
      if (answer.failure !== undefined) throw asError(answer.failure);
      const { answeredBy: answered_by, label, citations } = answer;
      return { text: answer.text, answered_by, label, citations };
    },
    async listDocuments({ library_id: libraryId, title_contains: titlePart, limit }) {
      const filter = { libraryId, titlePart, libraryMustExist: libraryId !== undefined };
      const rows = await listDocuments(db, { tenantId, limit, ...filter });
      return rows.slice(0, limit).map(presentDocument);
    },
  };
}

/** An id may be a passage's or a document's: ids are unique across both. */
async function fetchText(
  db: Database,
  { tenantId, id, page }: { tenantId: string; id: string; page: number },
): Promise<FetchedText> {
  const chunk = await getChunk(db, { tenantId, id }).catch(undefinedIfMissing);
  const documentId = chunk?.document_id ?? id;
  const document = await getDocument(db, { tenantId, id: documentId });
  const head = { document_id: documentId, document_title: document.title };
  if (chunk === undefined) {
    const textOf = async (number: number) =>
      (await getPage(db, { tenantId, documentId, number }).catch(undefinedIfMissing))?.text;
    return { ...head, ...(await readPages(page, textOf)) };
  }
  const { text, page_start, page_end } = chunk;
  return { ...head, text, page_start, page_end, next_page: null };
}

function undefinedIfMissing(error: unknown): undefined {
  if (!(error instanceof NotFound)) throw error;
}

const asError = ({ code, message, next_step }: { code: string; message: string; next_step: string | null }) =>
  new AppError(message, { code, status: 502, nextStep: next_step ?? undefined });
