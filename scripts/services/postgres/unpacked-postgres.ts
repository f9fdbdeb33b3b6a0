import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runQuietly } from '../run-quietly.ts';
import { serviceHome } from '../service-folders.ts';
import { startCluster, stopCluster } from './local-cluster.ts';
import type { PostgresWay } from './postgres-way.ts';

const unpack = fileURLToPath(new URL('./unpack-postgres.sh', import.meta.url));
const unpackTimeoutMs = 300_000;

/** PostgreSQL 17 and pgvector from Debian's packages, unpacked into a folder of ours: no root, nothing installed. */
export const unpackedPostgres: PostgresWay = {
  name: 'Debian packages',
  async start() {
    const folder = join(serviceHome('postgres'), 'debian');
    const programs = join(folder, 'root/usr/lib/postgresql/17/bin');
    if (!existsSync(join(folder, 'complete'))) {
      console.error(
        'Unpacking PostgreSQL 17 and pgvector from Debian packages, once (about half a minute) …',
      );
      const run = await runQuietly('bash', [unpack, folder], { timeoutMs: unpackTimeoutMs });
      if (run.exitCode !== 0) return { refusal: run.output.split('\n').slice(-3).join(' ') };
    }
    return await startCluster(programs);
  },
  stop: stopCluster,
};
