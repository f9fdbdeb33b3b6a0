import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from '../run-quietly.ts';
import { isOlderThan } from './check-postgres.ts';
import { startCluster, stopCluster } from './local-cluster.ts';
import type { PostgresWay } from './postgres-way.ts';

/** Server programs that the machine already has; we start a cluster of our own with them and touch no other. */
export const installedPostgres: PostgresWay = {
  name: 'installed PostgreSQL',
  async start() {
    const found = [...debianInstallations(), ...(await configuredInstallation())];
    const usable = found.find(each => each.major >= 15 && !isOlderThan(each.vector, [0, 8]));
    if (usable) return await startCluster(usable.programs);
    if (found.length === 0) return { refusal: 'none found' };
    return {
      refusal: found
        .map(each => `version ${each.major} has ${each.vector ? `pgvector ${each.vector}` : 'no pgvector'}`)
        .join('; '),
    };
  },
  stop: stopCluster,
};

interface Installation {
  major: number;
  programs: string;
  /** '' when pgvector is missing. */
  vector: string;
}

/** Newest first. */
function debianInstallations(): Installation[] {
  const root = '/usr/lib/postgresql';
  return (existsSync(root) ? readdirSync(root) : [])
    .map(version => ({
      major: Number(version),
      programs: join(root, version, 'bin'),
      vector: vectorVersion(`/usr/share/postgresql/${version}`),
    }))
    .filter(each => existsSync(join(each.programs, 'initdb')))
    .sort((one, other) => other.major - one.major);
}

/** The one whose `pg_config` stands on the PATH: Homebrew, other distributions, own builds. */
async function configuredInstallation(): Promise<Installation[]> {
  const asked = await runQuietly('pg_config', ['--bindir', '--sharedir', '--version']);
  const [programs = '', share = '', version = ''] = asked.output.split('\n');
  if (asked.exitCode !== 0 || !existsSync(join(programs, 'initdb'))) return [];
  return [{ major: Number(/\d+/.exec(version)?.[0] ?? 0), programs, vector: vectorVersion(share) }];
}

function vectorVersion(share: string): string {
  const control = join(share, 'extension/vector.control');
  if (!existsSync(control)) return '';
  return /default_version\s*=\s*'([^']+)'/.exec(readFileSync(control, 'utf8'))?.[1] ?? '';
}
