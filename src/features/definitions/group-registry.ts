import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { systemClock } from '#kernel/clock.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { createSnapshotAssembler } from '../serving/create-assembler.ts';
import type { Assemble } from '../serving/create-assembler.ts';
import { compileGroup } from './compile-group.ts';
import type { CompiledGroup } from './compile-group.ts';
import { loadDefinition } from './load-definition.ts';

export interface ReadyGroup {
  compiled: CompiledGroup;
  /** Of tiles that nobody changes any more. */
  assemble: Assemble;
}

/** A version never changes; which is the newest, and whether it still exists, is asked again after this. */
const KEEP_MS = 1_000;
const MAX_KEPT = 1_000;

/** Definitions made ready, kept for a while. */
export class GroupRegistry {
  readonly #db: Database;
  readonly #kept = new Map<string, { ready: ReadyGroup; atMs: number }>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** `view`: a group's name for its newest version, or `name@version`. @throws NotFound */
  async get(tenantId: string, view: string): Promise<ReadyGroup> {
    const key = `${tenantId}/${view}`;
    const kept = this.#kept.get(key);
    const nowMs = systemClock.elapsedMs();
    if (kept !== undefined && nowMs - kept.atMs < KEEP_MS) return kept.ready;
    const group = await withTransaction(this.#db, { tenantId }, tx => loadDefinition(tx, parseView(view)));
    const isSame = kept !== undefined && kept.ready.compiled.group.version === group.version;
    const ready = isSame ? kept.ready : makeReady(compileGroup(group));
    this.#kept.set(key, { ready, atMs: nowMs });
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return ready;
  }
}

const makeReady = (compiled: CompiledGroup): ReadyGroup => ({
  compiled,
  assemble: createSnapshotAssembler(compiled),
});

/** @throws NotFound */
export function parseView(view: string): { name: string; version?: number } {
  const { name, version } =
    /^(?<name>[a-z0-9][a-z0-9_-]*)(@(?<version>[1-9]\d{0,5}))?$/.exec(view)?.groups ?? {};
  if (name === undefined) throw new NotFound('feature group');
  return { name, version: version === undefined ? undefined : Number(version) };
}
