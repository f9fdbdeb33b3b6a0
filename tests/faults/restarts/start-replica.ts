import { chown, copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { withClient } from '#tests/support/with-client.ts';
import { startCluster } from '../../../scripts/services/postgres/local-cluster.ts';
import type { RunningPostgres } from '../../../scripts/services/postgres/postgres-way.ts';
import { runQuietly } from '../../../scripts/services/run-quietly.ts';
import { serverUser } from '../../../scripts/services/service-folders.ts';

/**
 * A streaming replica of a running cluster, under another home: a copy of its files between the start and the end of
 * a backup, as PostgreSQL's manual describes it ("Making a Base Backup Using the Low Level API").
 */
export async function startReplica(primary: RunningPostgres, home: string): Promise<RunningPostgres> {
  const folder = path.join(home, path.basename(primary.dataFolder!));
  const data = path.join(folder, 'data');
  // The server may run as another user, which has to walk there.
  await mkdir(home, { recursive: true, mode: 0o755 });
  await mkdir(folder, { mode: 0o700 });
  await copyWhileRunning(primary, data);
  await writeFile(path.join(data, 'standby.signal'), '');
  await writeFile(path.join(data, 'postgresql.auto.conf'), `primary_conninfo = '${connectionOf(primary)}'\n`);
  await copyFile(path.join(primary.dataFolder!, 'password'), path.join(folder, 'password'));
  await writeFile(path.join(folder, 'complete'), '');
  await giveToServer(folder, data);
  const outcome = await startCluster(primary.programs!, home);
  if ('refusal' in outcome) throw new Error(outcome.refusal);
  return outcome;
}

async function copyWhileRunning(primary: RunningPostgres, data: string): Promise<void> {
  const label = await withClient(primary.url, async (client: pg.Client) => {
    await client.query(`select pg_backup_start('replica', true)`);
    // Files that go while it copies are no harm: what they held is in the log.
    await runQuietly('cp', ['-a', path.join(primary.dataFolder!, 'data'), data]);
    const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
    return rows[0]!.labelfile;
  });
  await writeFile(path.join(data, 'backup_label'), label);
  await runQuietly('rm', ['-f', path.join(data, 'postmaster.pid'), path.join(data, 'postmaster.opts')]);
}

function connectionOf({ url }: RunningPostgres): string {
  const { hostname, port, username, password } = new URL(url);
  return `host=${hostname} port=${port} user=${username} password=${password}`;
}

async function giveToServer(folder: string, data: string): Promise<void> {
  if (serverUser.uid === undefined) return;
  for (const each of [
    folder,
    ...['standby.signal', 'postgresql.auto.conf', 'backup_label'].map(name => path.join(data, name)),
  ])
    await chown(each, serverUser.uid, serverUser.gid);
}
