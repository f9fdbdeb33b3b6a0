import type { Database } from '#kernel/db/database.ts';
import type { AskedScope } from '../queries.ts';
import type { LibraryTarget } from '../vectors/vector-target.ts';

/** What a scope was like when it was last searched: a guess, which counts only after it has been found to hold. */
export interface RememberedScope {
  targets: LibraryTarget[];
  /** When their documents were counted; `performance.now()`. */
  countedMs: number;
  /** By how many bits the last candidates of recent searches differed from their questions. */
  maxBits?: number;
}

/** Counting a thousand documents takes as long as searching them, and few more or less change nothing. */
const MIN_CHUNKS = 5_000;
const MAX_AGE_MS = 5_000;

/** Whether the sizes of the libraries may be taken as they were; never what they are searched by. */
export function isFresh({ targets, countedMs }: RememberedScope): boolean {
  const chunks = targets.reduce((sum, target) => sum + target.chunks, 0);
  return chunks >= MIN_CHUNKS && performance.now() - countedMs < MAX_AGE_MS;
}

const MAX_SCOPES = 1_000;
/** A scope of very many documents costs more to remember than it saves. */
const MAX_IDS = 50;

export class RememberedScopes {
  static readonly #ofDatabase = new WeakMap<Database, RememberedScopes>();
  readonly #scopes = new Map<string, RememberedScope>();

  static of(db: Database): RememberedScopes {
    const known = RememberedScopes.#ofDatabase.get(db) ?? new RememberedScopes();
    RememberedScopes.#ofDatabase.set(db, known);
    return known;
  }

  recall(tenantId: string, asked: AskedScope): RememberedScope | undefined {
    return this.#scopes.get(keyOf(tenantId, asked));
  }

  remember(tenantId: string, asked: AskedScope, scope: RememberedScope): void {
    if ((asked.libraryIds?.length ?? 0) + (asked.documentIds?.length ?? 0) > MAX_IDS) return;
    const key = keyOf(tenantId, asked);
    // Behind all others: the first of the map is the one that was not asked for the longest.
    this.#scopes.delete(key);
    this.#scopes.set(key, scope);
    if (this.#scopes.size > MAX_SCOPES) this.#scopes.delete(this.#scopes.keys().next().value!);
  }
}

const keyOf = (tenantId: string, { libraryIds, documentIds }: AskedScope): string =>
  `${tenantId} ${libraryIds?.join() ?? '*'} ${documentIds?.join() ?? '*'}`;
