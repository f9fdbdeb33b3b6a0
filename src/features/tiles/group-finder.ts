import { listTenantIds } from '#kernel/db/list-tenant-ids.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { findGroups } from './queries.ts';
import type { GroupScope } from './queries.ts';

/** A tenant whose first group nobody told us of is found after this many looks at the latest. */
const LOOKS_UNTIL_ALL = 30;

/** Finds groups that nobody works on. Looks at tenants with groups each time, and at the others now and then. */
export class GroupFinder {
  readonly #db: Database;
  readonly #withGroups = new Set<string>();
  #looks = 0;

  constructor(db: Database) {
    this.#db = db;
  }

  /** From now on it looks at this tenant each time. */
  add(tenantId: string): void {
    this.#withGroups.add(tenantId);
  }

  async find(): Promise<GroupScope[]> {
    const all = this.#looks++ % LOOKS_UNTIL_ALL === 0;
    const tenantIds = all ? await listTenantIds(this.#db) : [...this.#withGroups];
    const found: GroupScope[] = [];
    for (const tenantId of tenantIds) found.push(...(await this.#visit(tenantId)));
    return found;
  }

  async #visit(tenantId: string): Promise<GroupScope[]> {
    const { all, free } = await withTransaction(this.#db, { tenantId }, tx => findGroups(tx, tenantId));
    if (all > 0) this.#withGroups.add(tenantId);
    else this.#withGroups.delete(tenantId);
    return free;
  }
}
