import type { RunPart } from '#chat/runs/run-part.ts';
import { collectAnswer } from '#doors/collect-answer.ts';
import type { FetchedText, FoundPassage, LibraryTools, ListedDocument } from '#doors/mcp/library-tools.ts';
import { readPages } from '#doors/mcp/read-pages.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import type { ApiClient } from './api-client.ts';

/** The tools over the API of a running server, with all that its key may do. */
export function apiTools(client: ApiClient): LibraryTools {
  return {
    search: async query => (await client.post<{ hits: FoundPassage[] }>('/search', query)).hits,
    fetch: ({ id, page }) => fetchText(client, id, page),
    async ask(question, signal) {
      const answer = await collectAnswer(followRun(client, question, signal));
      if (answer.failure !== undefined) {
        const { code, message, next_step } = answer.failure;
        throw new AppError(message, { code, status: 502, nextStep: next_step ?? undefined });
      }
      const { text, answeredBy: answered_by, label, citations } = answer;
      return { text, answered_by, label, citations };
    },
    async listDocuments({ library_id, title_contains, limit }) {
      const query = new URLSearchParams({
        limit: String(limit),
        ...(library_id !== undefined && { library_id }),
        ...(title_contains !== undefined && { q: title_contains }),
      });
      return (await client.get<{ items: ListedDocument[] }>(`/documents?${query.toString()}`)).items;
    },
  };
}

async function fetchText(client: ApiClient, id: string, page: number): Promise<FetchedText> {
  const chunk = await client.get<FoundChunk>(`/chunks/${id}`).catch(undefinedIfMissing);
  const documentId = chunk?.document_id ?? id;
  const { title } = await client.get<{ title: string }>(`/documents/${documentId}`);
  const head = { document_id: documentId, document_title: title };
  if (chunk !== undefined) {
    const { text, page_start, page_end } = chunk;
    return { ...head, text, page_start, page_end, next_page: null };
  }
  const textOf = async (number: number) =>
    (await client.get<{ text: string }>(`/documents/${id}/pages/${number}`).catch(undefinedIfMissing))?.text;
  return { ...head, ...(await readPages(page, textOf)) };
}

type FoundChunk = Pick<FoundPassage, 'document_id' | 'text' | 'page_start' | 'page_end'>;

function undefinedIfMissing(error: unknown): undefined {
  if (!(error instanceof AppError && error.status === 404)) throw error;
}

/** Stops the run when the signal fires, and reads on to what it said until then. */
async function* followRun(client: ApiClient, question: object, signal: AbortSignal): AsyncGenerator<RunPart> {
  let runId: string | undefined;
  const stop = (): void => {
    if (runId !== undefined) void client.post(`/runs/${runId}/cancel`, {}).catch(ignoreEnded);
  };
  signal.addEventListener('abort', stop, { once: true });
  for await (const { data } of client.events('/ask', question)) {
    const part = data as RunPart;
    if (part.type === 'run') {
      runId = part.run_id;
      if (signal.aborted) stop();
    }
    yield part;
  }
  signal.removeEventListener('abort', stop);
}

/** Whoever asked to stop is gone: nobody is left to hear that it did not work. */
function ignoreEnded(): void {}
