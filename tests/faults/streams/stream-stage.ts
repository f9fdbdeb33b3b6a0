import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { createLibrary, indexDocument } from '#tests/support/index-document.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import { readStream } from './read-stream.ts';
import type { Reading, StreamRequest } from './read-stream.ts';
import { DOCUMENT, Script } from './script.ts';

const PRELOAD = fileURLToPath(new URL('preload.ts', import.meta.url));

export interface OpenResources {
  timers: number;
  sockets: number;
}

/** Api processes on one PostgreSQL, a provider that follows a script, and what went wrong on the way. */
export class StreamStage implements AsyncDisposable {
  readonly db: Database;
  readonly provider: FakeProvider;
  readonly script = new Script();
  readonly breaches: string[] = [];
  /** All runs that were ever begun. */
  readonly runIds = new Set<string>();
  tenantId = '';
  #apis: RunningQuarry[] = [];
  #requests = 0;
  readonly #environment: Record<string, string>;
  readonly #resources: AsyncDisposableStack;

  private constructor(
    resources: AsyncDisposableStack,
    db: Database,
    provider: FakeProvider,
    environment: Record<string, string>,
  ) {
    this.#resources = resources;
    this.db = db;
    this.provider = provider;
    this.#environment = environment;
    provider.always(call => this.script.behaviourOf(call));
  }

  static async open(apis: number, without = ''): Promise<StreamStage> {
    await using resources = new AsyncDisposableStack();
    const store = resources.use(await openTestStore({ store: 'postgres' }));
    const provider = resources.use(await startFakeProvider());
    const stage = new StreamStage(resources.move(), store.db, provider, {
      ...store.environment,
      NODE_OPTIONS: `--import=${PRELOAD}`,
      PROVE_WITHOUT: without,
      QUARRY_LLM_BASE_URL: provider.baseUrl,
      QUARRY_LLM_MODEL: 'fake-model',
      QUARRY_LOG_LEVEL: 'warn',
      QUARRY_PROVIDER_CONCURRENCY: '100',
    });
    for (let count = 0; count < apis; count++) await stage.startApi();
    await stage.#fill();
    return stage;
  }

  get apis(): readonly RunningQuarry[] {
    return this.#apis;
  }

  get requests(): number {
    return this.#requests;
  }

  async startApi(): Promise<RunningQuarry> {
    // Each leaves its address and its key in a folder of its own.
    const folder = await mkdtemp(path.join(this.#environment['QUARRY_DATA_DIR']!, 'api-'));
    const api = await startQuarry({
      environment: { ...this.#environment, QUARRY_DATA_DIR: folder },
      command: 'api',
    });
    this.#apis.push(api);
    return api;
  }

  /** Ends it as an outage does; what it printed is judged first. */
  async kill(api: RunningQuarry): Promise<void> {
    const exited = once(api.process, 'exit');
    api.process.kill('SIGKILL');
    await exited;
    this.judgeLog(api);
    this.#apis = this.#apis.filter(each => each !== api);
  }

  /** A server error is a breach, whatever the trial. */
  async read(
    api: RunningQuarry,
    route: string,
    request: Omit<StreamRequest, 'url' | 'apiKey'> = {},
  ): Promise<Reading> {
    this.#requests += 1;
    const reading = await readStream({ url: `${api.url}/api/v1${route}`, apiKey: api.apiKey, ...request });
    if (reading.status >= 500) this.breaches.push(`${route} answered ${reading.status}: ${reading.body}`);
    for (const { type, raw } of reading.parts) {
      if (type === 'run') this.runIds.add((JSON.parse(raw) as { run_id: string }).run_id);
    }
    return reading;
  }

  async json<Body>(api: RunningQuarry, method: 'GET' | 'POST', route: string, body?: object): Promise<Body> {
    const headers = { accept: 'application/json' };
    const reading = await this.read(api, route, { method, body, headers });
    return JSON.parse(reading.body || '{}') as Body;
  }

  judgeLog(api: RunningQuarry): void {
    const errors = api
      .printed()
      .split('\n')
      .filter(line => /"level":(?:50|60)/.test(line));
    this.breaches.push(...errors.map(line => `an api process logged: ${line.slice(0, 400)}`));
  }

  /** By its own account. */
  async openResources(api: RunningQuarry): Promise<OpenResources> {
    const before = api.printed().length;
    api.process.kill('SIGUSR2');
    for (;;) {
      const told = /OPEN (\{.*\})\n/.exec(api.printed().slice(before))?.[1];
      if (told !== undefined) {
        const open = JSON.parse(told) as Record<string, number>;
        return { timers: open['Timeout'] ?? 0, sockets: open['TCPSocketWrap'] ?? 0 };
      }
      await delay(20);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const api of this.#apis) await api[Symbol.asyncDispose]();
    await this.#resources.disposeAsync();
  }

  async #fill(): Promise<void> {
    const [tenant] = await withTransaction(this.db, { maintenance: true }, tx =>
      tx.selectFrom('tenants').select('id').execute(),
    );
    this.tenantId = tenant!.id;
    const library = await createLibrary(this.db, this.tenantId);
    await indexDocument(this.db, library, { title: 'Handbook', pages: [DOCUMENT] });
  }
}
