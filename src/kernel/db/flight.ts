import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import pg from 'pg';

export interface Message {
  /** Of a statement that is parsed once for a connection. */
  name?: string;
  text: string;
  values?: unknown[];
}

/** What this file knows of the inside of the driver, whose version is pinned. */
interface Connection {
  stream: Duplex;
  submittedNamedStatements: Record<string, string>;
  sync: () => void;
}
type Callback = (error: Error | null, result?: pg.QueryResult) => void;

/** A query of the driver's, which knows how to be sent and how its answers are read. */
interface Query extends EventEmitter {
  name?: string;
  text: string;
  _result: { _types: unknown };
  prepare: (connection: Connection) => void;
  handleRowDescription: (message: unknown) => void;
  handleDataRow: (message: unknown) => void;
  handleCommandComplete: (message: unknown, connection: Connection) => void;
  handleReadyForQuery: (connection: Connection) => void;
}
const DriverQuery = pg.Query as unknown as new (message: Message, callback?: Callback) => Query;

/** Sends statements as one transaction, together. */
export function sendFlight(client: pg.PoolClient, messages: Message[]): Promise<pg.QueryResult[]> {
  const query = client.query.bind(client) as unknown as (
    flight: Flight,
    callback: Flight['callback'],
  ) => void;
  return new Promise((resolve, reject) => {
    query(new Flight(messages), (error, results) => (error ? reject(error) : resolve(results!)));
  });
}

/**
 * Statements that are a transaction without BEGIN and COMMIT: what comes before one Sync PostgreSQL does together or
 * not at all, and answers at once. An answer after each statement would wake this process each time, which takes longer
 * than most of them do.
 */
class Flight extends DriverQuery {
  readonly #statements: Query[];
  readonly #results: pg.QueryResult[] = [];
  #failure: Error | undefined;
  #at = 0;
  /** Set by the driver. */
  declare callback: (error: Error | null, results?: pg.QueryResult[]) => void;

  constructor(messages: Message[]) {
    super({ text: '' });
    const read: Callback = (error, result) => {
      if (result) this.#results.push(result);
      else this.#failure ??= error!;
    };
    this.#statements = messages.map(message => new DriverQuery(message, read));
    this.#turnTo(0);
  }

  submit(connection: Connection): void {
    const { stream } = connection;
    const withoutSync = Object.create(connection, { sync: { value: () => {} } }) as Connection;
    // The driver would write to the socket for each message.
    stream.cork();
    try {
      for (const statement of this.#statements) {
        statement._result._types = this._result._types;
        statement.prepare(withoutSync);
      }
      connection.sync();
    } finally {
      stream.uncork();
    }
  }

  override handleRowDescription = (message: unknown): void =>
    this.#statements[this.#at]!.handleRowDescription(message);

  override handleDataRow = (message: unknown): void => this.#statements[this.#at]!.handleDataRow(message);

  override handleCommandComplete = (message: unknown, connection: Connection): void => {
    this.#statements[this.#at]!.handleCommandComplete(message, connection);
    this.#turnTo(this.#at + 1);
  };

  override handleReadyForQuery = (connection: Connection): void => {
    for (const statement of this.#statements) statement.handleReadyForQuery(connection);
    if (this.#failure) this.callback(this.#failure);
    else this.callback(null, this.#results);
  };

  /** What follows a failure is not even parsed. */
  handleError(error: Error, connection: Connection): void {
    for (const { name } of this.#statements.slice(this.#at))
      if (name !== undefined) delete connection.submittedNamedStatements[name];
    this.callback(error);
  }

  /** By these two the driver notes which statement its connection has just parsed. */
  #turnTo(at: number): void {
    this.#at = at;
    this.name = this.#statements[at]?.name;
    this.text = this.#statements[at]?.text ?? '';
  }
}
