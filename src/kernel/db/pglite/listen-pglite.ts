import type pg from 'pg';
import type { Listener } from '../database.ts';
import { Listeners, quoteChannel } from '../listeners.ts';

/** PGlite has one session, so its notifications arrive on whichever connection the pool has open. */
export class PgliteListener {
  readonly #listeners = new Listeners();
  readonly #run: (sql: string) => Promise<unknown>;

  /** `run` executes a statement on the pool; it fails once the pool has ended. */
  constructor(run: (sql: string) => Promise<unknown>) {
    this.#run = run;
  }

  async listen(channel: string, listener: Listener): Promise<AsyncDisposable> {
    if (this.#listeners.add(channel, listener)) await this.#run(`listen ${quoteChannel(channel)}`);
    return {
      [Symbol.asyncDispose]: async () => {
        if (this.#listeners.remove(channel, listener)) await this.#run(`unlisten ${quoteChannel(channel)}`);
      },
    };
  }

  /** Makes a new connection hear what the last one heard. */
  async follow(client: pg.ClientBase): Promise<void> {
    client.on('notification', notice => this.#listeners.deliver(notice.channel, notice.payload ?? ''));
    const channels = this.#listeners.channels.map(channel => `listen ${quoteChannel(channel)}`);
    if (channels.length > 0) await client.query(channels.join(';'));
  }
}
