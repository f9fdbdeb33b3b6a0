import type { LanguageModel } from '#ai/complete.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { readDocumentStates } from '#knowledge/contents/read-contents.ts';
import { generateInsightJob } from './generate-insight-job.ts';
import { kindOf } from './kinds/kinds.ts';
import { NeedsLanguageModel } from './needs-language-model.ts';
import { insertDocuments, insertInsight } from './queries.ts';
import type { InsightRow } from './queries.ts';
import { resolveKind } from './saved-kinds/resolve-kind.ts';

export interface StartDeps {
  db: Database;
  jobs: JobQueue;
  /** Undefined: only kinds that need none can be asked for. */
  languageModel?: LanguageModel;
}

export interface InsightRequest {
  tenantId: string;
  userId: string;
  /** Of ours, or the id of a saved one. */
  kind: string;
  documentIds: string[];
  libraryIds: string[];
  instructions?: string;
  language?: string;
  /** What the saved kind was called that `kind` stands for. */
  kindName?: string | null;
  /** In the transaction that stores it. */
  onCommit?: (tx: Tx, id: string) => Promise<void>;
}

const MAX_DOCUMENTS = 200;

/**
 * Asks for an insight about documents that are ready, and for its job, in one transaction.
 * @throws NotFound, NeedsLanguageModel; InvalidInput when nothing there can be read.
 */
export async function startInsight(deps: StartDeps, request: InsightRequest): Promise<InsightRow> {
  const { tenantId, documentIds, libraryIds } = request;
  // No document at all would mean all of them.
  if (documentIds.length + libraryIds.length === 0) throw nothingReady();
  return withTransaction(deps.db, { tenantId }, async tx => {
    const { base, name, instructions } = await resolveKind(tx, request);
    const kind = kindOf(base);
    if (kind.keyless === null && deps.languageModel === undefined) throw new NeedsLanguageModel(kind.name);
    const documents = await readDocumentStates(tx, request);
    if (documents.length === 0) throw nothingReady();
    if (documents.length > MAX_DOCUMENTS) throw tooMany(documents.length);
    const [id, jobId] = [createId(), createId()];
    const row = await insertInsight(tx, {
      ...request,
      id,
      jobId,
      kind: base,
      kindName: name ?? request.kindName ?? null,
      title: titleOf(documents),
      instructions,
      language: request.language ?? null,
      // With documents beside them libraries only narrow the choice.
      libraryIds: documentIds.length === 0 ? libraryIds : [],
    });
    await insertDocuments(tx, { tenantId, insightId: id, documents });
    await deps.jobs.enqueue(
      tx,
      generateInsightJob,
      { tenantId, insightId: id },
      { id: jobId, groupId: tenantId },
    );
    await request.onCommit?.(tx, id);
    return row;
  });
}

/** Until it has a better one. */
function titleOf(documents: { title: string }[]): string {
  const [first, ...others] = documents;
  const more = others.length === 0 ? '' : ` + ${others.length}`;
  return `${first!.title.slice(0, 480)}${more}`;
}

const nothingReady = (): InvalidInput =>
  new InvalidInput('None of these documents can be read yet.', {
    code: 'nothing-ready',
    nextStep: 'Wait until a document is ready, or choose others.',
  });

const tooMany = (count: number): InvalidInput =>
  new InvalidInput(`${count} documents are too many for one insight: ${MAX_DOCUMENTS} are allowed.`, {
    code: 'too-many-documents',
    nextStep: 'Choose fewer documents.',
  });
