/** Something open that must say goodbye before the server goes. */
export interface OpenStream {
  shutDown(): Promise<void>;
}

/** The event streams that are open right now, so that closing the server ends each with a terminal event. */
export class EventStreams {
  readonly #open = new Set<OpenStream>();
  #closing = false;

  get count(): number {
    return this.#open.size;
  }

  /** A stream that opens while the server closes is ended at once. */
  add(stream: OpenStream): void {
    this.#open.add(stream);
    if (this.#closing) void stream.shutDown();
  }

  remove(stream: OpenStream): void {
    this.#open.delete(stream);
  }

  async shutDown(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#open].map(stream => stream.shutDown()));
  }
}
