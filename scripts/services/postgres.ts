import type { Service } from './service.ts';
import { forgetState, readState, withServiceLock, writeState } from './service-state.ts';
import { isReachable } from './postgres/check-postgres.ts';
import { givenPostgres } from './postgres/given-postgres.ts';
import { dockerPostgres } from './postgres/docker-postgres.ts';
import { installedPostgres } from './postgres/installed-postgres.ts';
import { unpackedPostgres } from './postgres/unpacked-postgres.ts';
import type { PostgresWay, RunningPostgres } from './postgres/postgres-way.ts';

/** Tried in this order; the first that works is remembered until `down`. */
const ways: PostgresWay[] = [givenPostgres, dockerPostgres, installedPostgres, unpackedPostgres];

interface PostgresState extends RunningPostgres {
  way: string;
  /** Asked for by `up`: stays until `down`, even when the last test run lets go. */
  kept: boolean;
  /** Process ids of test runs that use it. */
  holders: number[];
}

export const postgres: Service = {
  async up() {
    const state = await withServiceLock('postgres', async () => {
      const running = await ensureRunning();
      return remember({ ...running, kept: true });
    });
    return `${state.url}  (${state.way}; stop it with: npm run services -- down postgres)`;
  },
  down: () =>
    withServiceLock('postgres', async () => {
      const state = readState<PostgresState>('postgres');
      if (!state) return 'not running';
      await stop(state);
      return 'stopped';
    }),
  async status() {
    const state = readState<PostgresState>('postgres');
    if (!state) return 'not running';
    return (await isReachable(state.url))
      ? `running at ${state.url}  (${state.way})`
      : `does not answer at ${state.url}`;
  },
};

/** A PostgreSQL for as long as the caller lives. */
export interface HeldPostgres extends AsyncDisposable {
  /** With a role that may create databases and roles. */
  url: string;
  /** True when these scripts started it, so that whatever dead test runs left there may be removed. */
  ours: boolean;
  /** Where its programs stand, when these scripts started it with programs of this machine. */
  programs?: string;
}

/** Starts a PostgreSQL when none runs; the last to let go stops it, unless `up` asked for it. */
export async function holdPostgres(): Promise<HeldPostgres> {
  const { url, way, programs } = await withServiceLock('postgres', async () => {
    const running = await ensureRunning();
    return remember({ ...running, holders: [...liveHolders(running), process.pid] });
  });
  return { url, ours: way !== givenPostgres.name, programs, [Symbol.asyncDispose]: letGo };
}

function letGo(): Promise<void> {
  return withServiceLock('postgres', async () => {
    const state = readState<PostgresState>('postgres');
    if (!state) return;
    const holders = liveHolders(state);
    holders.splice(holders.indexOf(process.pid) >>> 0, 1);
    if (state.kept || holders.length > 0) remember({ ...state, holders });
    else await stop(state);
  });
}

async function ensureRunning(): Promise<PostgresState> {
  const known = readState<PostgresState>('postgres');
  const given = process.env['DATABASE_URL'];
  if (known && (!given || given === known.url) && (await isReachable(known.url))) return known;
  const refusals: string[] = [];
  for (const way of ways) {
    const outcome = await way.start(known?.way === way.name ? known : undefined);
    if ('url' in outcome) return { ...outcome, way: way.name, kept: false, holders: [] };
    refusals.push(`  ${way.name}: ${outcome.refusal}`);
  }
  throw new Error(`There is no PostgreSQL to be had here.\n${refusals.join('\n')}\n${advice}`);
}

const advice =
  'Set DATABASE_URL to a PostgreSQL 15 or newer with pgvector 0.8, or start Docker, or install both, for example\n' +
  'on Debian 13: sudo apt-get install postgresql-17-pgvector';

function remember(state: PostgresState): PostgresState {
  writeState('postgres', state);
  return state;
}

async function stop(state: PostgresState): Promise<void> {
  await ways.find(way => way.name === state.way)?.stop(state);
  forgetState('postgres');
}

function liveHolders(state: PostgresState): number[] {
  return state.holders.filter(pid => {
    try {
      return process.kill(pid, 0);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  });
}
