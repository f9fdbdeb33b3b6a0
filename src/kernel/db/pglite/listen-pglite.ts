import type pg from 'pg';
import type { Listener } from '../database.ts';
import { Listeners, quoteChannel } from '../listeners.ts';

/** PGlite has one session, so its notifications arrive on whichever connection the pool has open. */
export class PgliteListener {
  readonly #pool: pg.Pool;
  readonly #listeners = new Listeners();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    pool.on('connect', client => this.#follow(client));
  }

  async listen(channel: string, listener: Listener): Promise<AsyncDisposable> {
    if (this.#listeners.add(channel, listener)) await this.#pool.query(`listen ${quoteChannel(channel)}`);
    return {
      [Symbol.asyncDispose]: async () => {
        if (!this.#listeners.remove(channel, listener) || this.#pool.ending) return;
        await this.#pool.query(`unlisten ${quoteChannel(channel)}`);
      },
    };
  }

  #follow(client: pg.PoolClient): void {
    client.on('notification', notice => this.#listeners.deliver(notice.channel, notice.payload ?? ''));
    for (const channel of this.#listeners.channels) void client.query(`listen ${quoteChannel(channel)}`);
  }
}
