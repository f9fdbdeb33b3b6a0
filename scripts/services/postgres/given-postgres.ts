import { checkPostgres } from './check-postgres.ts';
import type { PostgresWay } from './postgres-way.ts';

/** The one that DATABASE_URL names. It is somebody else's: tests make databases of their own there, and nobody stops it. */
export const givenPostgres: PostgresWay = {
  name: 'DATABASE_URL',
  async start() {
    const url = process.env['DATABASE_URL'];
    if (!url) return { refusal: 'not set' };
    const reason = await checkPostgres(url);
    return reason ? { refusal: `not usable for tests: ${reason}` } : { url };
  },
  stop: async () => {},
};
