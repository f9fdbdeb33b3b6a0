import { Duplex } from 'node:stream';

export interface PgliteLink {
  send(bytes: Uint8Array): void;
  closed(): void;
}

const SYNC = 0x53;
const QUERY = 0x51;
const TERMINATE = 0x58;
/** AuthenticationOk, then ReadyForQuery (idle): PGlite has neither users nor a start-up. */
const GREETING = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
/**
 * A connection may end inside a transaction, and leaves the statements that it prepared; the next one shares its session
 * and must inherit neither. Apart, because DISCARD ALL refuses to run among other statements.
 */
const RESETS = ['ROLLBACK', 'DISCARD ALL'].map(queryMessage);

/** Looks like a socket to `pg` and carries the PostgreSQL wire protocol to PGlite, one whole batch at a time. */
export class PgliteStream extends Duplex {
  readonly #link: PgliteLink;
  #greeted = false;
  #repliesToSwallow = 0;
  #pending: Buffer = Buffer.alloc(0);

  constructor(link: PgliteLink) {
    super();
    this.#link = link;
    // The driver attaches its listeners first and expects a socket to connect later.
    setImmediate(() => this.emit('connect'));
  }

  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  connect(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  receive(bytes: Uint8Array): void {
    if (this.#repliesToSwallow > 0) this.#repliesToSwallow -= 1;
    else this.push(bytes);
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#take(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#take(Buffer.concat(chunks.map(each => each.chunk)));
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#link.closed();
    done(error);
  }

  #take(chunk: Buffer): void {
    if (!this.#greeted) return this.#greet();
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const batch = wholeBatchLength(this.#pending);
    if (batch === 0) return;
    this.#link.send(new Uint8Array(this.#pending.subarray(0, batch)));
    this.#pending = this.#pending.subarray(batch);
  }

  #greet(): void {
    this.#greeted = true;
    this.#repliesToSwallow = RESETS.length;
    for (const reset of RESETS) this.#link.send(new Uint8Array(reset));
    this.push(GREETING);
  }
}

/** Bytes up to and including the last message after which the server answers; 0 while a batch is incomplete. */
function wholeBatchLength(bytes: Buffer): number {
  let offset = 0;
  let end = 0;
  while (offset + 5 <= bytes.length) {
    const type = bytes[offset];
    const next = offset + 1 + bytes.readUInt32BE(offset + 1);
    if (next > bytes.length) break;
    if (type === TERMINATE) return end;
    if (type === SYNC || type === QUERY) end = next;
    offset = next;
  }
  return end;
}

function queryMessage(sql: string): Buffer {
  const text = Buffer.from(`${sql}\0`);
  const head = Buffer.alloc(5);
  head[0] = QUERY;
  head.writeUInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}
