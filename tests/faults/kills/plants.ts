import type { TestStore } from '#tests/support/create-test-store.ts';
import { withClient } from '#tests/support/with-client.ts';

/** Done to a store whose process has just died. */
export type Plant = (store: TestStore) => Promise<void>;

/** What `--without` takes away: that a dead worker's lease, or its permits, end in time. The proof must then fail. */
const plants: Record<string, string> = {
  'lease-end': `update pgboss.job set heartbeat_on = heartbeat_on + interval '10 seconds' where state = 'active'`,
  'permit-end': `update permits set holder = gen_random_uuid(), expires_at = clock_timestamp() + interval '40 seconds'`,
};

/** Only PostgreSQL can be reached from outside. @throws when there is no such guard. */
export function plantOf(without: string | undefined): Plant | undefined {
  if (without === undefined) return undefined;
  const sql = plants[without];
  if (sql === undefined)
    throw new Error(`There is no guard "${without}"; there are: ${Object.keys(plants).join(', ')}.`);
  return async ({ adminUrl }) => {
    if (adminUrl !== undefined) await withClient(adminUrl, client => client.query(sql));
  };
}
