import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Listener } from '../database.ts';
import { Listeners, quoteChannel } from '../listeners.ts';

const RECONNECT_DELAY_MS = 500;

/** One connection of its own for LISTEN, made on first use and remade when it breaks. */
export class PostgresListener implements AsyncDisposable {
  readonly #url: string;
  readonly #listeners = new Listeners();
  #client: Promise<pg.Client> | undefined;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** NOTIFYs sent while the connection is down are lost: listeners wake work that is also polled for. */
  async listen(channel: string, listener: Listener): Promise<AsyncDisposable> {
    const isFirst = this.#listeners.add(channel, listener);
    if (this.#client === undefined) await (this.#client = this.#connect());
    else if (isFirst) await (await this.#client).query(`listen ${quoteChannel(channel)}`);
    return {
      [Symbol.asyncDispose]: async () => {
        const wasLast = this.#listeners.remove(channel, listener);
        if (wasLast && !this.#closed) await (await this.#client)?.query(`unlisten ${quoteChannel(channel)}`);
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await (await this.#client)?.end();
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      keepAlive: true,
      application_name: 'quarry-listen',
    });
    client.on('notification', notice => this.#listeners.deliver(notice.channel, notice.payload ?? ''));
    client.on('error', () => {
      // Its 'end' follows and reconnects; unheard, the error would end the process.
    });
    await client.connect();
    client.on('end', () => this.#reconnect());
    for (const channel of this.#listeners.channels) await client.query(`listen ${quoteChannel(channel)}`);
    return client;
  }

  #reconnect(): void {
    if (this.#closed) return;
    this.#client = this.#connectAgain();
    // Fails only when closed meanwhile; unheard, that would end the process.
    this.#client.catch(ignore);
  }

  async #connectAgain(): Promise<pg.Client> {
    for (;;) {
      await delay(RECONNECT_DELAY_MS, undefined, { ref: false });
      try {
        return await this.#connect();
      } catch (error) {
        if (this.#closed) throw error;
      }
    }
  }
}

function ignore(_error: unknown): void {}
