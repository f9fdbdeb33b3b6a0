import { randomUUID } from 'node:crypto';
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import type { Exchange, Sent } from './send-whole.ts';
import { sendWhole } from './send-whole.ts';

export interface LoadTarget {
  url: string;
  apiKey: string;
  libraryId: string;
}

/** Requests of one client follow each other after this. */
const PAUSE_MS = { write: 500, search: 60 };
const WRITERS = 3;
const READERS = 3;
const MAX_IMPROPER = 20;

/**
 * Clients that add documents and search, each request on a connection of its own. A write that was not acknowledged
 * is repeated with its key until it is: so each title must be there once, whatever was stopped meanwhile.
 */
export class SteadyLoad {
  readonly #target: LoadTarget;
  readonly #clients: Promise<void>[];
  readonly #stopped = new AbortController();
  #number = 0;
  /** Titles of documents that the server said it has. */
  readonly acknowledged = new Set<string>();
  /** Every request that got no whole reply. */
  readonly unanswered: Exchange[] = [];
  /** Replies that nobody should ever get, one sentence each. */
  readonly improper: string[] = [];
  /** Sent, and not answered yet. */
  inFlight = 0;
  answered = 0;
  refused = 0;

  constructor(target: LoadTarget) {
    this.#target = target;
    this.#clients = [
      ...Array.from({ length: WRITERS }, () => this.#repeat(() => this.#write(), PAUSE_MS.write)),
      ...Array.from({ length: READERS }, () => this.#repeat(() => this.#search(), PAUSE_MS.search)),
    ];
  }

  /** The clients finish what they began. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#clients);
  }

  /** Tries to add one more document, and does not try again. @returns its title when it was acknowledged. */
  addOnce(): Promise<string | undefined> {
    return this.#add(++this.#number);
  }

  /** Resolves in the very moment in which some request is with the server. */
  async untilInFlight(): Promise<void> {
    while (this.inFlight === 0) await immediate();
  }

  /** @throws when the replies are such that nothing can be proven with them. */
  assertProper(): void {
    if (this.improper.length > MAX_IMPROPER) throw new Error(this.improper.join('\n'));
  }

  async #repeat(act: () => Promise<void>, pauseMs: number): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      await act();
      await delay(pauseMs);
    }
  }

  async #write(): Promise<void> {
    const number = ++this.#number;
    const key = randomUUID();
    while (!(await this.#add(number, { 'idempotency-key': key }))) await delay(PAUSE_MS.write);
  }

  /** @returns the title, once it is acknowledged. */
  async #add(number: number, headers = {}): Promise<string | undefined> {
    const title = `written ${number}`;
    const body = JSON.stringify({ title, text: `The harbour log of day ${number} says: all is well.` });
    const route = `/libraries/${this.#target.libraryId}/documents`;
    const { status } = await this.#send('POST', route, body, headers);
    if (status !== 200 && status !== 202) return undefined;
    this.acknowledged.add(title);
    return title;
  }

  async #search(): Promise<void> {
    const body = { query: 'what does the harbour log say', library_ids: [this.#target.libraryId] };
    await this.#send('POST', '/search', JSON.stringify(body));
  }

  async #send(method: string, route: string, body: string, headers = {}): Promise<Exchange> {
    const { url, apiKey } = this.#target;
    const sent: Sent = {
      url: `${url}/api/v1${route}`,
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...headers },
      body,
    };
    const exchange = await sendWhole(sent, () => (this.inFlight += 1));
    const { status, sentAtMs } = exchange;
    if (sentAtMs !== undefined) this.inFlight -= 1;
    if (status === undefined) this.unanswered.push(exchange);
    else if (status < 300) this.answered += 1;
    else if (isBearable(exchange)) this.refused += 1;
    else this.improper.push(`${method} ${route} was answered ${status}: ${exchange.body.slice(0, 200)}`);
    return exchange;
  }
}

/** The database is away, or the claim of a request that died with it has not run out yet. */
const isBearable = ({ status, body }: Exchange): boolean =>
  status === 503 || (status === 409 && body.includes('request-in-flight'));
