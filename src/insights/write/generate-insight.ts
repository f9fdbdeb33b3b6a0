import type { LanguageModel } from '#ai/complete.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { failpoint } from '#kernel/failpoints.ts';
import type { JobContext, JobOutcome } from '#kernel/jobs/define-job.ts';
import { findDocumentStates } from '#knowledge/contents/read-contents.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { kindOf } from '../kinds/kinds.ts';
import type { Reader } from '../keyless/pool/open-reader.ts';
import { planInsight } from '../plan/plan-insight.ts';
import { listCitations, listDocumentRows, listSectionPassages, listSections, setStatus } from '../queries.ts';
import type { InsightRow, SectionRow } from '../queries.ts';
import { NeedsLanguageModel } from '../needs-language-model.ts';
import { InsightFailure } from './insight-failure.ts';
import { beginAttempt, deletePassages, savePlan, saveSection } from './queries.ts';
import { releaseLeftover, SectionBill } from './section-bill.ts';
import { settleFailure } from './settle-failure.ts';
import { writeFenced } from './write-fenced.ts';
import type { Attempt } from './write-fenced.ts';
import { writeKeyless, writeOverview, writeWithModel } from './write-section.ts';
import type { WrittenSection } from './write-section.ts';

export interface GenerateDeps {
  db: Database;
  /** Reads without a model, in threads. */
  reader: Reader;
  /** Undefined: insights are quotations. */
  languageModel?: LanguageModel;
  /** Undefined: insights cost nothing. */
  usage?: Usage;
}

/**
 * Writes an insight section by section, from behind the last committed one. A section is one transaction: its texts, its
 * citations, the progress and what it costs.
 */
export async function generateInsight(
  deps: GenerateDeps,
  data: { tenantId: string; insightId: string },
  context: JobContext,
): Promise<JobOutcome> {
  const insight = await withTransaction(deps.db, data, async tx => {
    const begun = await beginAttempt(tx, { ...data, jobId: context.jobId });
    if (begun === undefined) return undefined;
    await context.fence(tx);
    await releaseLeftover(tx, data);
    return begun;
  });
  if (insight === undefined) return { kind: 'cancel', reason: 'this insight waits for no one' };
  const attempt = { attempt: { ...data, attempt: insight.attempt }, context };
  const bills: SectionBill[] = [];
  try {
    if (insight.sections_total === null) await plan(deps, attempt, insight);
    while (await writeNext(deps, attempt, bills));
    return { kind: 'done' };
  } catch (error) {
    return await settleFailure(deps.db, { ...attempt, bill: bills.at(-1), error });
  }
}

async function plan(deps: GenerateDeps, attempt: Attempt, insight: InsightRow): Promise<void> {
  const { tenantId } = attempt.attempt;
  const kind = kindOf(insight.kind);
  if (deps.languageModel === undefined && kind.keyless === null)
    throw new InsightFailure(new NeedsLanguageModel(kind.name).asFailure());
  const documents = await withTransaction(deps.db, { tenantId }, async tx => {
    const rows = await listDocumentRows(tx, [insight.id]);
    const found = await findDocumentStates(tx, { tenantId, documentIds: rows.map(row => row.document_id) });
    return rows.flatMap(row => found.filter(each => each.id === row.document_id));
  });
  const { signal } = attempt.context;
  const { sections, passagesTotal } = await planInsight(deps, { tenantId, documents, signal });
  if (sections.length === 0) throw new InsightFailure(NOTHING_TO_READ);
  const model = deps.languageModel?.id ?? null;
  const hasOverview = model !== null && kind.overview !== null && sections.length > 1;
  await writeFenced(deps.db, attempt, tx =>
    savePlan(tx, attempt.attempt, { sections, hasOverview, passagesTotal, model }),
  );
  await failpoint('insight-planned');
}

const NOTHING_TO_READ = {
  code: 'nothing-to-read',
  message: 'The chosen documents hold no text any more.',
  next_step: 'Choose documents that are ready and hold text.',
};

/** @returns whether there may be more. */
async function writeNext(deps: GenerateDeps, attempt: Attempt, bills: SectionBill[]): Promise<boolean> {
  const { tenantId, insightId } = attempt.attempt;
  const state = await writeFenced(deps.db, attempt, async (tx, insight) => {
    const sections = await listSections(tx, insightId);
    // The overview is 0, and written from the others.
    const section = sections.filter(each => each.status === 'pending').at(0 + isOverviewFirst(sections));
    if (section === undefined) await finish(tx, insight, sections);
    return { insight, sections, section, citations: await listCitations(tx, insightId) };
  });
  const { section } = state;
  if (section === undefined) return false;
  const passages = await withTransaction(deps.db, { tenantId }, tx =>
    listSectionPassages(tx, { insightId, section: section.number }),
  );
  const written = await write(deps, attempt, { ...state, section, passages, bills });
  await writeFenced(deps.db, attempt, async tx => {
    await saveSection(tx, attempt.attempt, { number: section.number, ...written });
    await failpoint('insight-section-written');
    await bills.at(-1)?.settle(tx);
    bills.length = 0;
  });
  await failpoint('insight-section-committed');
  return true;
}

const isOverviewFirst = (sections: SectionRow[]): 0 | 1 => {
  const pending = sections.filter(each => each.status === 'pending');
  return pending.length > 1 && pending[0]!.number === 0 ? 1 : 0;
};

type WriteState = {
  insight: InsightRow;
  sections: SectionRow[];
  section: SectionRow;
  citations: Awaited<ReturnType<typeof listCitations>>;
  passages: Awaited<ReturnType<typeof listSectionPassages>>;
  bills: SectionBill[];
};

async function write(deps: GenerateDeps, attempt: Attempt, state: WriteState): Promise<WrittenSection> {
  const { insight, sections, section, bills } = state;
  const { context } = attempt;
  const { signal } = context;
  const kind = kindOf(insight.kind);
  context.progress({
    stage: 'writing',
    done: insight.sections_done,
    total: insight.sections_total ?? undefined,
  });
  const work = { ...state, kind, sections: sections.filter(each => each.number > 0).length, signal };
  if (insight.answered_by === 'keyless') return writeKeyless(deps, work);
  if (deps.languageModel === undefined)
    throw new InsightFailure(new NeedsLanguageModel(kind.name).asFailure());
  const billed = { ...attempt.attempt, userId: insight.user_id };
  const bill = new SectionBill(deps, { model: deps.languageModel, section: billed });
  bills.push(bill);
  if (section.number > 0) return writeWithModel({ db: deps.db, model: bill.model }, work);
  return writeOverview(bill, { ...work, written: sections.filter(each => each.number > 0) });
}

async function finish(
  tx: Parameters<typeof setStatus>[0],
  insight: InsightRow,
  sections: SectionRow[],
): Promise<void> {
  const kind = kindOf(insight.kind);
  if (sections.every(each => each.entries.length === 0)) {
    const { message, nextStep } = kind.keyless?.nothingFound ?? NOTHING_WRITTEN;
    throw new InsightFailure({ code: 'nothing-found', message, next_step: nextStep });
  }
  const title = sections.find(each => each.number === 0)?.title || insight.title;
  await setStatus(tx, insight.id, { from: ['generating'], status: 'ready', title: title.slice(0, 500) });
  await deletePassages(tx, insight.id);
}

const NOTHING_WRITTEN = {
  message: 'The language model wrote nothing that could be used.',
  nextStep: 'Try again, or choose other documents.',
};
