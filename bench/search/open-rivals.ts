import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { HNSW_EF_CONSTRUCTION, HNSW_EF_SEARCH, HNSW_M } from '#knowledge/index/retrieval-settings.ts';

/** Another vector store with the same vectors in it. */
export interface Rival {
  name: string;
  /** Positions of the nearest vectors. */
  search(vector: Float32Array, k: number): Promise<number[]>;
}

const FOLDER = fileURLToPath(new URL('../rivals/', import.meta.url));

/**
 * Kept out of package.json, because nobody but this benchmark needs their 550 MB: installed here when they are first
 * asked for, without scripts, all of them in the same run as ours. None has tenants, texts or a transaction to keep.
 */
export async function openRivals(vectors: Float32Array[]): Promise<{ rivals: Rival[] } & AsyncDisposable> {
  if (!existsSync(join(FOLDER, 'node_modules')))
    execFileSync('npm', ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'], {
      cwd: FOLDER,
      stdio: 'inherit',
    });
  const load = createRequire(join(FOLDER, 'package.json'));
  const folder = await mkdtemp(join(tmpdir(), 'quarry-rivals-'));
  const rivals = [
    openSqlite(load, vectors),
    ...openUsearch(load, vectors),
    await openLance(load, vectors, folder),
  ];
  return { rivals, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

type Find = (name: string) => unknown;

function openSqlite(find: Find, vectors: Float32Array[]): Rival {
  const { load } = find('sqlite-vec') as { load: (db: DatabaseSync) => void };
  const db = new DatabaseSync(':memory:', { allowExtension: true });
  load(db);
  db.exec(`create virtual table v using vec0(embedding float[${vectors[0]!.length}] distance_metric=cosine)`);
  const insert = db.prepare('insert into v (rowid, embedding) values (?, ?)');
  db.exec('begin');
  for (const [index, vector] of vectors.entries()) insert.run(BigInt(index), bytesOf(vector));
  db.exec('commit');
  const nearest = db.prepare('select rowid from v where embedding match ? and k = ?');
  return {
    name: 'sqlite-vec',
    search: async (vector, k) => nearest.all(bytesOf(vector), k).map(row => Number(row['rowid'])),
  };
}

const bytesOf = (vector: Float32Array) => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);

interface UsearchIndex {
  add(key: bigint, vector: Float32Array): void;
  search(vector: Float32Array, k: number, threads?: number): { keys: BigUint64Array };
}

function openUsearch(find: Find, vectors: Float32Array[]): Rival[] {
  const { Index, exactSearch } = find('usearch') as {
    Index: new (options: object) => UsearchIndex;
    exactSearch: (...args: unknown[]) => { keys: BigUint64Array };
  };
  const dimensions = vectors[0]!.length;
  const index = new Index({
    metric: 'ip',
    dimensions,
    quantization: 'f16',
    connectivity: HNSW_M,
    expansion_add: HNSW_EF_CONSTRUCTION,
    expansion_search: HNSW_EF_SEARCH,
  });
  vectors.forEach((vector, key) => index.add(BigInt(key), vector));
  const all = new Float32Array(vectors.length * dimensions);
  vectors.forEach((vector, at) => all.set(vector, at * dimensions));
  const keysOf = (found: { keys: BigUint64Array }) => [...found.keys].map(Number);
  return [
    { name: 'usearch HNSW', search: async (vector, k) => keysOf(index.search(vector, k)) },
    {
      name: 'usearch exact',
      search: async (vector, k) => keysOf(exactSearch(all, vector, dimensions, k, 'ip')),
    },
  ];
}

interface LanceTable {
  vectorSearch(vector: Float32Array): {
    distanceType(name: string): { select(columns: string[]): { limit(k: number): LanceQuery } };
  };
}
interface LanceQuery {
  toArray(): Promise<{ id: number }[]>;
}

async function openLance(find: Find, vectors: Float32Array[], folder: string): Promise<Rival> {
  const { connect } = find('@lancedb/lancedb') as {
    connect: (uri: string) => Promise<{ createTable(name: string, rows: object[]): Promise<LanceTable> }>;
  };
  const rows = vectors.map((vector, id) => ({ id, vector: Array.from(vector) }));
  const table = await (await connect(folder)).createTable('v', rows);
  return {
    name: 'lancedb',
    search: async (vector, k) => {
      const found = table.vectorSearch(vector).distanceType('dot').select(['id', '_distance']).limit(k);
      return (await found.toArray()).map(row => Number(row.id));
    },
  };
}
