import { once } from 'node:events';
import pg from 'pg';
import { createTestStore } from '#tests/support/create-test-store.ts';
import type { TestStore } from '#tests/support/create-test-store.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import { startWorker } from '#tests/support/start-worker.ts';
import type { RunningWorker } from '#tests/support/start-worker.ts';
import { freePorts } from '../../../scripts/services/processes/free-port.ts';
import type { OwnPostgres } from './own-postgres.ts';
import type { LoadTarget } from './steady-load.ts';

/** One api process and one worker on a PostgreSQL that may go at any moment; each may be ended and started again. */
export class RestartStage implements AsyncDisposable {
  readonly postgres: OwnPostgres;
  /** Where clients send to, whichever process answers there just now. */
  readonly target: LoadTarget;
  readonly #store: TestStore;
  readonly #environment: Record<string, string>;
  api: RunningQuarry;
  worker: RunningWorker;

  private constructor(
    postgres: OwnPostgres,
    running: Pick<RestartStage, 'api' | 'worker' | 'target'>,
    store: TestStore,
    environment: Record<string, string>,
  ) {
    this.postgres = postgres;
    this.#store = store;
    this.#environment = environment;
    this.api = running.api;
    this.worker = running.worker;
    this.target = running.target;
  }

  static async open(postgres: OwnPostgres): Promise<RestartStage> {
    const store = await createTestStore({ store: 'postgres' });
    const [port] = await freePorts(1);
    const environment = {
      ...store.environment,
      QUARRY_PORT: String(port),
      QUARRY_LOG_LEVEL: 'warn',
      QUARRY_WORKER_CONCURRENCY: '4',
    };
    const api = await startQuarry({ environment, command: 'api' });
    const worker = await startWorker({ environment });
    const { id } = await api.client.post<{ id: string }>('/libraries', { name: 'The harbour' });
    // The key of the command line ends with the process that made it.
    const { secret } = await api.client.post<{ secret: string }>('/api-keys', { name: 'load' });
    const target = { url: api.url, apiKey: secret, libraryId: id };
    return new RestartStage(postgres, { api, worker, target }, store, environment);
  }

  /** What of the store the superuser sees. */
  async look<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.#store.adminUrl });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  async countReady(): Promise<number> {
    const [row] = await this.look<{ count: number }>(
      `select count(*)::int as count from documents where status = 'ready'`,
    );
    return row!.count;
  }

  /** Terminates one of the two and starts it again. @returns when it was asked to go, how long it took, and its output. */
  async restart(
    which: 'api' | 'worker',
  ): Promise<{ askedAtMs: number; goneMs: number; endedWith: string; printed: string }> {
    const { process: child, printed } = this[which];
    const exited = once(child, 'exit');
    const askedAtMs = performance.now();
    child.kill('SIGTERM');
    await exited;
    const goneMs = performance.now() - askedAtMs;
    if (which === 'worker') this.worker = await startWorker({ environment: this.#environment });
    else this.api = await startQuarry({ environment: this.#environment, command: 'api' });
    return { askedAtMs, goneMs, endedWith: String(child.exitCode ?? child.signalCode), printed: printed() };
  }

  /** One sentence for each process that ended by itself. */
  findDead(): string[] {
    return (['api', 'worker'] as const).flatMap(which => {
      const { exitCode, signalCode } = this[which].process;
      const ended = exitCode ?? signalCode;
      return ended === null ? [] : [`the ${which} ended by itself (${ended}):\n${this[which].printed()}`];
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.worker[Symbol.asyncDispose]();
    await this.api[Symbol.asyncDispose]();
    await this.#store[Symbol.asyncDispose]();
  }
}
