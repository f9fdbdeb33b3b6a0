import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { fileURLToPath } from 'node:url';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { createLibrary, indexDocument } from '#tests/support/index-document.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import { readAnswer, textOfChunk, textOfPart } from './read-answer.ts';
import type { ReadAnswer } from './read-answer.ts';
import type { UpstreamOrder } from './upstream-process.ts';

const UPSTREAM = fileURLToPath(new URL('upstream-process.ts', import.meta.url));
const QUESTION = 'How many days of paid leave has everyone?';
const PAGES = Array.from(
  { length: 40 },
  (_, page) =>
    `Section ${page} of the handbook. Everyone has ${20 + page} days of paid leave a year in grade ${page}, besides public holidays. ` +
    'Leave that is not taken is carried over until March, unless the manager agrees to something else in writing.',
);

interface Upstream {
  process: ChildProcess;
  url: string;
  /** The library, as OpenAI's clients name it. */
  model: string;
}

/** One api process on PostgreSQL, the bare upstream in another process, and a client beside them. */
export class ChatStage implements AsyncDisposable {
  readonly api: RunningQuarry;
  readonly #upstream: Upstream;
  readonly #resources: AsyncDisposableStack;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 2_000 });

  private constructor(resources: AsyncDisposableStack, api: RunningQuarry, upstream: Upstream) {
    this.#resources = resources;
    this.api = api;
    this.#upstream = upstream;
  }

  static async open(environment: Record<string, string> = {}): Promise<ChatStage> {
    await using resources = new AsyncDisposableStack();
    const store = resources.use(await openTestStore({ store: 'postgres' }));
    const child = fork(UPSTREAM, { stdio: 'inherit' });
    resources.defer(() => void child.kill());
    const [url] = (await once(child, 'message')) as [string];
    const api = resources.use(
      await startQuarry({
        environment: {
          ...store.environment,
          QUARRY_LLM_BASE_URL: url,
          QUARRY_LLM_MODEL: 'fake-model',
          QUARRY_LOG_LEVEL: 'warn',
          QUARRY_PROVIDER_CONCURRENCY: '600',
          ...environment,
        },
        command: 'api',
      }),
    );
    const [tenant] = await withTransaction(store.db, { maintenance: true }, tx =>
      tx.selectFrom('tenants').select('id').execute(),
    );
    const library = await createLibrary(store.db, tenant!.id);
    await indexDocument(store.db, library, { title: 'Handbook', pages: PAGES });
    return new ChatStage(resources.move(), api, { process: child, url, model: `kb:${library.libraryId}` });
  }

  async answerWith(order: UpstreamOrder): Promise<void> {
    this.#upstream.process.send(order);
    await once(this.#upstream.process, 'message');
  }

  askUpstream(question = QUESTION): Promise<ReadAnswer> {
    const body = { model: 'fake-model', stream: true, messages: [{ role: 'user', content: question }] };
    return readAnswer({
      url: `${this.#upstream.url}/chat/completions`,
      body,
      agent: this.#agent,
      textOf: textOfChunk,
    });
  }

  ask(question = QUESTION, onText?: () => void): Promise<ReadAnswer> {
    const { apiKey, url } = this.api;
    const options = { apiKey, agent: this.#agent, textOf: textOfPart, onText };
    return readAnswer({ ...options, url: `${url}/api/v1/ask`, body: { text: question } });
  }

  /** Through the door for OpenAI's clients, which send what was said before: in four messages, the last is the question. */
  chat(text: string): Promise<ReadAnswer> {
    const { apiKey, url } = this.api;
    const quarter = Math.ceil(text.length / 4);
    const messages = [0, 1, 2, 3].map(part => ({
      role: part % 2 === 0 ? 'assistant' : 'user',
      content: text.slice(part * quarter, (part + 1) * quarter),
    }));
    const body = { model: this.#upstream.model, stream: true, messages };
    return readAnswer({ url: `${url}/v1/chat/completions`, apiKey, body, textOf: textOfChunk });
  }

  /** Resident, of the api process alone. */
  async memoryBytes(): Promise<number> {
    const status = await readFile(`/proc/${this.api.process.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) * 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    await this.#resources.disposeAsync();
  }
}
