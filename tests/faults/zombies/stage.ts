import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { createTestStore } from '#tests/support/create-test-store.ts';
import type { TestStore } from '#tests/support/create-test-store.ts';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import { startWorker } from '#tests/support/start-worker.ts';
import type { RunningWorker } from '#tests/support/start-worker.ts';
import { installAudit } from './audit.ts';

export interface SeenDocument {
  id: string;
  status: string;
}

/** A worker that can be armed while it runs, and that the database knows by its name. */
export interface ArmedWorker extends RunningWorker {
  name: string;
  arm: (faults: string) => Promise<void>;
}

const FINAL = ['ready', 'failed', 'cancelled'];
/** No bar: it ends proofs that hang, on the slowest of machines. */
const GIVE_UP_MS = 300_000;
let libraries = 0;

/** An api process and as many workers as a proof wants, on a PostgreSQL that notes who writes what. */
export class Stage implements AsyncDisposable {
  readonly store: TestStore;
  readonly admin: pg.Pool;
  readonly #api: RunningQuarry;
  readonly #environment: Record<string, string>;
  readonly #workers: ArmedWorker[] = [];

  private constructor(store: TestStore, api: RunningQuarry, environment: Record<string, string>) {
    this.store = store;
    this.#api = api;
    this.#environment = environment;
    this.admin = new pg.Pool({ connectionString: store.adminUrl, max: 2 });
    // An idle connection that breaks while the database is dropped concerns nobody.
    this.admin.on('error', () => {});
  }

  /** `address`: what tells this stage's calls at the provider from others'. */
  static async open(provider: FakeProvider, address: string, environment = {}): Promise<Stage> {
    const store = await createTestStore({ store: 'postgres' });
    await installAudit(store.adminUrl!);
    const all = {
      ...store.environment,
      QUARRY_EMBEDDING_BASE_URL: `${new URL(provider.baseUrl).origin}/${address}/v1`,
      QUARRY_EMBEDDING_MODEL: 'fake-embedding',
      QUARRY_LOG_LEVEL: 'warn',
      QUARRY_WORKER_CONCURRENCY: '1',
      ...environment,
    };
    return new Stage(store, await startQuarry({ environment: all, command: 'api' }), all);
  }

  get client() {
    return this.#api.client;
  }

  get url(): string {
    return this.#api.url;
  }

  get workers(): readonly ArmedWorker[] {
    return this.#workers;
  }

  async startWorker(name: string, nodeOptions: string[] = []): Promise<ArmedWorker> {
    const faultFile = path.join(this.#environment['QUARRY_DATA_DIR']!, `faults-${name}`);
    const database = new URL(this.#environment['DATABASE_URL']!);
    database.searchParams.set('application_name', name);
    const arm = (faults: string) => writeFile(faultFile, faults);
    await arm('');
    const worker = await startWorker({
      environment: { ...this.#environment, DATABASE_URL: database.href, QUARRY_FAILPOINTS: `@${faultFile}` },
      nodeOptions,
    });
    this.#workers.push({ ...worker, name, arm });
    return this.#workers.at(-1)!;
  }

  /** Into a library of its own, so that the same bytes are a new document. */
  async upload(file: string): Promise<SeenDocument> {
    const library = await this.client.post<{ id: string }>('/libraries', { name: `Shelf ${++libraries}` });
    return this.client.upload<SeenDocument>(`/libraries/${library.id}/documents`, file);
  }

  async untilFinal(id: string): Promise<SeenDocument> {
    const look = async () => {
      const document = await this.client.get<SeenDocument>(`/documents/${id}`);
      return FINAL.includes(document.status) ? document : undefined;
    };
    return until(`document ${id} is final`, look).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.#describeWorkers()}`, { cause: error });
    });
  }

  #describeWorkers(): string {
    return this.#workers
      .map(({ name, process: { exitCode, signalCode }, printed }) => {
        const ending = exitCode ?? signalCode ?? 'still runs';
        return `${name} (${ending}) printed:\n${printed().slice(-3_000)}`;
      })
      .join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { process: worker } of this.#workers) {
      if (worker.exitCode !== null || worker.signalCode !== null) continue;
      const exited = once(worker, 'exit');
      worker.kill('SIGKILL');
      await exited;
    }
    await this.#api[Symbol.asyncDispose]();
    await this.admin.end();
    await this.store[Symbol.asyncDispose]();
  }
}

/** Looks every 25 ms until there is an answer. @throws when there is none after 5 min. */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const startedMs = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() - startedMs > GIVE_UP_MS) throw new Error(`it never happened that ${what}`);
    await delay(25);
  }
}

/** Stopped by SIGSTOP, by itself or by others. */
export function isFrozen(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}
