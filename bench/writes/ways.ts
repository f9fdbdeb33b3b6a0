import type pg from 'pg';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { VersionMismatch } from '#kernel/errors/common-errors.ts';
import { getLibrary } from '#knowledge/libraries/get-library.ts';
import { updateLibrary } from '#knowledge/libraries/update-library.ts';
import type { MadeLibraries } from './make-libraries.ts';

/** Changes this row, once. */
export type Once = (id: string) => Promise<void>;

type Ways<Door> = Record<
  'atomic' | 'pessimistic' | 'optimistic',
  (door: Door, libraries: MadeLibraries) => Once
>;

let number = 0;
const changes = () => ({ metadata: { number: ++number } });

/** As requests do it. */
export const ourWays: Ways<Database> = {
  atomic:
    (db, { tenantId }) =>
    async id =>
      void (await updateLibrary(db, { tenantId, id, changes: changes() })),

  pessimistic:
    (db, { tenantId }) =>
    id =>
      withTransaction(db, { tenantId }, async tx => {
        const held = tx.selectFrom('libraries').select('version').where('tenant_id', '=', tenantId);
        const { version } = await held.where('id', '=', id).forNoKeyUpdate().executeTakeFirstOrThrow();
        await tx
          .updateTable('libraries')
          .set({ version: version + 1, metadata: JSON.stringify(changes().metadata) })
          .where('tenant_id', '=', tenantId)
          .where('id', '=', id)
          .execute();
      }),

  optimistic:
    (db, { tenantId }) =>
    async id => {
      for (;;) {
        const { version } = await getLibrary(db, { tenantId, id });
        try {
          await updateLibrary(db, { tenantId, id, version, changes: changes() });
          return;
        } catch (error) {
          if (!(error instanceof VersionMismatch)) throw error;
        }
      }
    },
};

/**
 * The same statements and nothing else. The tenant is told once for each transaction, as row-level security asks of
 * everybody who shares connections.
 */
export const bareWays: Ways<pg.Pool> = {
  atomic: (pool, libraries) => id =>
    lend(pool, libraries, async client => void (await client.query(UPDATE, valuesOf(libraries, id)))),

  pessimistic: (pool, libraries) => id =>
    lend(pool, libraries, async client => {
      const read = 'select version from libraries where tenant_id = $1 and id = $2 for no key update';
      const { rows } = await client.query<{ version: number }>(read, [libraries.tenantId, id]);
      const set = 'update libraries set version = $4, metadata = $3 where tenant_id = $1 and id = $2';
      await client.query(set, [...valuesOf(libraries, id), rows[0]!.version + 1]);
    }),

  optimistic: (pool, libraries) => async id => {
    for (let done = false; !done;) {
      const version = await lend(pool, libraries, async client => {
        const read = 'select * from libraries where tenant_id = $1 and id = $2';
        return (await client.query<{ version: number }>(read, [libraries.tenantId, id])).rows[0]!.version;
      });
      const update = `${UPDATE} and version = $4`;
      const { rowCount } = await lend(pool, libraries, client =>
        client.query(update, [...valuesOf(libraries, id), version]),
      );
      done = rowCount === 1;
    }
  },
};

const UPDATE =
  'update libraries set version = version + 1, metadata = $3, updated_at = now() where tenant_id = $1 and id = $2';

const valuesOf = ({ tenantId }: MadeLibraries, id: string) => [
  tenantId,
  id,
  JSON.stringify(changes().metadata),
];

async function lend<T>(
  pool: pg.Pool,
  { tenantId }: MadeLibraries,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(`begin; select set_config('app.tenant_id', '${tenantId}', true)`);
    const result = await work(client);
    await client.query('commit');
    return result;
  } finally {
    client.release();
  }
}
