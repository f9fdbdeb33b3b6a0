import { AsyncLocalStorage } from 'node:async_hooks';
import { CompiledQuery, PostgresDialect, PostgresDriver } from 'kysely';
import type { DatabaseConnection, Driver, PostgresDialectConfig, TransactionSettings } from 'kysely';

/** How a transaction begins, and whether it did. */
export interface Opening {
  /** BEGIN and whatever must come before anything else, in the simple protocol. */
  readonly statement: string;
  /** Undefined until it is sent; resolves with why it failed, or with nothing. */
  outcome?: Promise<{ failure: unknown } | undefined>;
}

/** What the next transaction of this call begins with. */
export const opening = new AsyncLocalStorage<Opening>();

/**
 * PostgreSQL whose transactions do not wait for their opening: it travels with the first statement, on the same
 * connection and before it. Whoever sets an `opening` has to look at its outcome before it trusts the rest.
 */
export class EagerDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;

  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new EagerDriver(this.#config);
  }
}

class EagerDriver extends PostgresDriver {
  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    const begun = opening.getStore();
    if (begun === undefined || begun.outcome !== undefined)
      return super.beginTransaction(connection, settings);
    begun.outcome = connection.executeQuery(CompiledQuery.raw(begun.statement)).then(
      () => undefined,
      (failure: unknown) => ({ failure }),
    );
  }
}
