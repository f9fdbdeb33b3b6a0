import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { holdPostgres } from '../../../scripts/services/postgres.ts';
import type { HeldPostgres } from '../../../scripts/services/postgres.ts';
import { startCluster, stopAtOnce, stopCluster } from '../../../scripts/services/postgres/local-cluster.ts';
import { startReplica } from './start-replica.ts';
import type { RunningPostgres } from '../../../scripts/services/postgres/postgres-way.ts';

/** A PostgreSQL of one proof's own, which may be stopped without asking anybody. */
export class OwnPostgres implements AsyncDisposable {
  readonly #home: string;
  readonly #programs: string;
  #running: RunningPostgres;
  #replica: RunningPostgres | undefined;

  private constructor(home: string, programs: string, running: RunningPostgres) {
    this.#home = home;
    this.#programs = programs;
    this.#running = running;
  }

  /** @throws where the tests' PostgreSQL is a container or somebody's server: its programs are not at hand. */
  static async start(): Promise<OwnPostgres> {
    await using shared = await holdPostgres();
    const { programs } = shared;
    if (programs === undefined)
      throw new Error('This proof needs the programs of PostgreSQL on this machine, outside of containers.');
    const home = await mkdtemp(path.join(tmpdir(), 'quarry-own-postgres-'));
    // The server may run as another user.
    await chmod(home, 0o755);
    return new OwnPostgres(home, programs, await started(programs, home));
  }

  get held(): HeldPostgres {
    return { url: this.#running.url, ours: true, [Symbol.asyncDispose]: async () => {} };
  }

  /** A streaming replica of it, which goes with it. */
  async startReplica(): Promise<string> {
    this.#replica = await startReplica(this.#running, path.join(this.#home, 'replica'));
    return this.#replica.url;
  }

  /** As when its machine goes. */
  async stopReplica(): Promise<void> {
    if (this.#replica) await stopCluster(this.#replica);
    this.#replica = undefined;
  }

  /** Like a crash of the server: what it had not written out is recovered at the next start. */
  async stopAtOnce(): Promise<void> {
    await stopAtOnce(this.#running);
  }

  /** On the same port as before. */
  async startAgain(): Promise<void> {
    const { url } = this.#running;
    this.#running = await started(this.#programs, this.#home);
    if (this.#running.url !== url) throw new Error('somebody took the port of the stopped server');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopReplica();
    await stopCluster(this.#running);
    await rm(this.#home, { recursive: true, force: true });
  }
}

async function started(programs: string, home: string): Promise<RunningPostgres> {
  const outcome = await startCluster(programs, home);
  if ('refusal' in outcome) throw new Error(outcome.refusal);
  return outcome;
}
