import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { failpoint } from '#kernel/failpoints.ts';
import type { CompiledGroup } from '../definitions/compile-group.ts';
import { listPartitions, readEvents, writeRejects } from '../events/event-log.ts';
import type { LogEvent, Reject } from '../events/log-event.ts';
import { NO_WATERMARK } from '../events/judge-event.ts';
import type { Writers } from '../events/read-event.ts';
import type { Counts } from './counts.ts';
import { addCounts, noCounts } from './counts.ts';
import { Gap } from './gap.ts';
import { seenFromBytes, seenToBytes } from './hash-event-id.ts';
import { judgeBatch } from './judge-batch.ts';
import type { PartitionPosition } from './judge-batch.ts';
import { findTiles, saveProgress, upsertTiles } from './queries.ts';
import type { Hold, StoredPositions, StoredTile } from './queries.ts';
import { partialsFromText, partialsToText } from './tile.ts';
import { TileMap, tileStart } from './tile-map.ts';
import type { CountedEvent, PlacedTile } from './tile-map.ts';

/** Finds the schemas that a batch was written in; throws when it cannot be asked. */
export type LoadWriters = (tenantId: string, ids: readonly number[]) => Promise<Writers>;

/** Where a committed state is passed on to: an online store or a cache in this process. */
export type OnTiles = (
  hold: Hold,
  tiles: readonly StoredTile[],
  state: { positions: StoredPositions },
) => Promise<void> | void;

/**
 * Writes to an online store, before it is committed: what a crash keeps from being committed is computed again, the same,
 * under a later epoch.
 */
export type WriteOnline = (hold: Hold, compiled: CompiledGroup, state: OnlineState) => Promise<void>;

export interface OnlineState {
  tiles: readonly StoredTile[];
  /** How far the log was read, over all partitions, and in each. */
  readEvents: number;
  positions: StoredPositions;
  newestMs: number;
  /** The group is computed from the beginning: what is there of it says nothing any more. */
  isAnew?: boolean;
  /** Commits all of it that is not committed: for a store that lost what it had, and reads it from the table. */
  settle: () => Promise<void>;
}

export interface ProcessorOptions {
  db: Database;
  hold: Hold;
  compiled: CompiledGroup;
  positions: StoredPositions;
  /** As it is stored: what a holder before this one may have kept back. */
  settledMs: number | null;
  loadWriters: LoadWriters;
  leaseMs: number;
  onTiles?: OnTiles;
  writeOnline?: WriteOnline;
}

export class GroupLost extends Error {}

/** With an online store, which has each batch at once, the table may have several together. */
const COMMIT_EVERY_MS = 250;
/** Coarse tiles end together, at each full minute. */
const MAX_ENDED_AT_ONCE = 500;
const MAX_KEPT_AT_ONCE = 5_000;
const FORGET_EVERY_MS = 5_000;
/** Of the time until somebody else may take the group. */
const GAP_SHARE = 0.1;

/**
 * The one writer of a group: reads its topic, counts into tiles, and commits tiles, rejects and positions together,
 * as long as its epoch holds. After a failure it must not be used again: what it remembers may be ahead of what is
 * committed.
 */
export class GroupProcessor {
  readonly #options: ProcessorOptions;
  readonly #tiles: TileMap;
  readonly #positions = new Map<number, PartitionPosition>();
  /** What was counted and is not committed. */
  #open: { rejects: Reject[]; counts: Counts } | undefined;
  #committedAtMs = systemClock.elapsedMs();
  #isAnew: boolean;
  #gap: Gap | undefined;
  #forgotBeforeMs = Number.NEGATIVE_INFINITY;
  /** Tiles that began later than this and are not in memory were never written. */
  #loadUpToMs: number;

  constructor(options: ProcessorOptions) {
    this.#options = options;
    this.#tiles = new TileMap(options.compiled, { tellsFresh: options.writeOnline !== undefined });
    const { settledMs } = options;
    this.#gap = settledMs === null ? undefined : new Gap({ ...options, settledMs, tiles: this.#tiles });
    this.#isAnew = Object.keys(options.positions).length === 0;
    for (const [partition, [next, watermarkMs]] of Object.entries(options.positions))
      this.#positions.set(Number(partition), { next, watermark: { ms: watermarkMs ?? NO_WATERMARK } });
    this.#loadUpToMs = this.#newestMs();
  }

  /** Works off what stands in the log, `limit` events of each partition at most. @returns how many there were. */
  async step(limit: number): Promise<number> {
    const events = await this.#read(limit);
    if (events.length > 0) await this.process(events);
    else await this.flush();
    return events.length;
  }

  /** Counts events that follow its positions, and commits, at once or with some of the next. @throws GroupLost */
  async process(events: readonly LogEvent[]): Promise<void> {
    const { compiled, hold } = this.#options;
    const ids = [...new Set(events.map(each => each.schemaId))].filter(id => id !== null && id >= 0);
    const writers = await this.#options.loadWriters(hold.tenantId, ids as number[]);
    const { counted, rejects, counts } = judgeBatch(compiled, events, {
      positions: this.#positions,
      writers,
    });
    await this.#loadTilesOf(counted);
    for (const each of counted) if (!this.#tiles.add(each)) counts.duplicate++;
    this.#open = joined(this.#open, { rejects, counts });
    if (this.#options.writeOnline !== undefined) {
      await this.#writeOnline();
      if (systemClock.elapsedMs() - this.#committedAtMs < COMMIT_EVERY_MS) return;
    }
    await this.flush();
    this.#forget();
    await this.#narrowGap();
  }

  /** Commits what is not committed, but for coarse tiles that no answer reads yet. @throws GroupLost */
  async flush(): Promise<void> {
    if (this.#open === undefined) return;
    const ended = { endedMs: systemClock.now().getTime(), limit: MAX_ENDED_AT_ONCE };
    await this.#commit(null, this.#tiles.takeDirty(ended));
  }

  /** Says that it lives, and commits coarse tiles, too: there is time. @throws GroupLost */
  async renew(pausedReason: string | null = null): Promise<void> {
    await this.#narrowGap();
    await this.#writeOnline();
    await this.#commitPiece(pausedReason);
  }

  /** Commits everything, also what a holder before this one kept back. @throws GroupLost */
  async settle(): Promise<void> {
    while (this.#gap !== undefined) await this.#narrowGap();
    do await this.#commitPiece(null);
    while (this.#tiles.settledMs !== null);
  }

  async #narrowGap(): Promise<void> {
    if (await this.#gap?.goOn(this.#options.leaseMs * GAP_SHARE)) this.#gap = undefined;
  }

  /** In pieces that are written well within the lease: of very many cards, very many tiles are kept back. */
  async #commitPiece(pausedReason: string | null): Promise<void> {
    await this.#commit(pausedReason, this.#tiles.takeDirty({ limit: MAX_KEPT_AT_ONCE }));
  }

  async #read(limit: number): Promise<LogEvent[]> {
    const { db, hold, compiled } = this.#options;
    const { topic } = compiled.group;
    return await withTransaction(db, hold, async tx => {
      // The partitions are fixed when a topic is created, but a group may be older than its topic.
      if (this.#positions.size === 0)
        for (const partition of await listPartitions(tx, topic))
          this.#positions.set(partition, { next: 0, watermark: { ms: NO_WATERMARK } });
      const from = new Map([...this.#positions].map(([partition, { next }]) => [partition, next]));
      return await readEvents(tx, { topic, from, limit });
    });
  }

  async #loadTilesOf(counted: readonly CountedEvent[]): Promise<void> {
    const { db, hold, compiled } = this.#options;
    await this.#gap?.close(new Set(counted.map(each => each.entity)));
    const wanted = new Map<string, { entity: string; resolutionMs: number; start: number }>();
    for (const { entity, time } of counted) {
      if (tileStart(time, compiled.resolutions.at(-1)!) > this.#loadUpToMs) continue;
      for (const resolutionMs of compiled.resolutions) {
        const start = tileStart(time, resolutionMs);
        if (start > this.#loadUpToMs || this.#tiles.has(entity, resolutionMs, start)) continue;
        wanted.set(`${resolutionMs} ${start} ${entity}`, { entity, resolutionMs, start });
      }
    }
    if (wanted.size === 0) return;
    const found = await withTransaction(db, hold, tx => findTiles(tx, hold, [...wanted.values()]));
    for (const { entity, resolutionMs, start, n, partials, seen } of found)
      this.#tiles.put(entity, resolutionMs, start, {
        n,
        partials: partialsFromText(compiled.slots, partials),
        seen: seen === null ? undefined : seenFromBytes(seen),
      });
  }

  async #writeOnline(): Promise<void> {
    const { hold, compiled, writeOnline } = this.#options;
    if (writeOnline === undefined) return;
    const tiles = this.#tiles.takeFresh().map(each => this.#stored(each));
    const positions = this.#storedPositions();
    const readEvents = Object.values(positions).reduce((sum, [next]) => sum + next, 0);
    const settle = () => this.settle();
    const state = { tiles, readEvents, positions, newestMs: this.#newestMs(), settle };
    await writeOnline(hold, compiled, this.#isAnew ? { ...state, isAnew: true } : state);
    this.#isAnew = false;
  }

  async #commit(pausedReason: string | null, changed: readonly PlacedTile[]): Promise<void> {
    const { db, hold, compiled, leaseMs } = this.#options;
    const { counts, rejects } = this.#open ?? { counts: noCounts(), rejects: [] };
    const positions = this.#storedPositions();
    const tiles = changed.map(each => this.#stored(each));
    const settledMs = earlier(this.#gap?.settledMs ?? null, this.#tiles.settledMs);
    const isHeld = await withTransaction(db, hold, async tx => {
      if (!(await saveProgress(tx, hold, { positions, counts, leaseMs, pausedReason, settledMs })))
        return false;
      await upsertTiles(tx, hold, tiles);
      await writeRejects(tx, { ...hold, topic: compiled.group.topic, group: hold }, rejects);
      await failpoint('tiles-written');
      return true;
    });
    if (!isHeld) throw new GroupLost('another process has the group by now');
    this.#open = undefined;
    this.#committedAtMs = systemClock.elapsedMs();
    await failpoint('tiles-committed');
    await this.#options.onTiles?.(hold, tiles, { positions });
  }

  #stored({ entity, resolutionMs, start, tile }: PlacedTile): StoredTile {
    const partials = partialsToText(this.#options.compiled.slots, tile.partials);
    const seen = tile.seen === undefined ? null : seenToBytes(tile.seen);
    return { entity, resolutionMs, start, n: tile.n, partials, seen };
  }

  /** Nothing that is still counted falls into what ended before the newest event less the lateness, or hardly. */
  #forget(): void {
    const newestMs = this.#newestMs();
    if (newestMs === NO_WATERMARK) return;
    const beforeMs = newestMs - this.#options.compiled.group.latenessMs;
    if (beforeMs - this.#forgotBeforeMs < FORGET_EVERY_MS) return;
    this.#forgotBeforeMs = beforeMs;
    this.#tiles.forgetBefore(beforeMs);
    // A partition that lags behind the others may still bring some: they are read again then.
    this.#loadUpToMs = Math.max(this.#loadUpToMs, beforeMs);
  }

  #newestMs(): number {
    return Math.max(NO_WATERMARK, ...[...this.#positions.values()].map(({ watermark }) => watermark.ms));
  }

  #storedPositions(): StoredPositions {
    return Object.fromEntries(
      [...this.#positions].map(([partition, { next, watermark }]) => [
        partition,
        [next, watermark.ms === NO_WATERMARK ? null : watermark.ms],
      ]),
    );
  }
}

/** Of two moments since when something may be behind; null: nothing is. */
const earlier = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

function joined(
  open: { rejects: Reject[]; counts: Counts } | undefined,
  more: { rejects: Reject[]; counts: Counts },
): { rejects: Reject[]; counts: Counts } {
  if (open === undefined) return more;
  addCounts(open.counts, more.counts);
  for (const each of more.rejects) open.rejects.push(each);
  return open;
}
