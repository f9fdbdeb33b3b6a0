import { setImmediate as nextTurn } from 'node:timers/promises';
import { ENTRY_BYTES } from '#knowledge/index/postings.ts';
import { BestOf } from './best-of.ts';
import type { Ranked } from './best-of.ts';
import { bm25Score, inverseDocumentFrequency } from './bm25.ts';

/** Of the libraries that are searched, whatever part of them is in scope. */
export interface CollectionStatistics {
  chunkCount: number;
  tokenCount: number;
}

export interface TermPostings {
  term: string;
  /** Chunks of the libraries that have the term. */
  chunkCount: number;
  /** One frame for each segment in scope: id (8 bytes), chunks in it (4), bytes of entries (4), entries. */
  frames: Buffer | null;
}

/** A chunk by its place in a segment. */
export interface ChunkPlace {
  segmentId: number;
  place: number;
}

/** The places of each segment that may be found. */
export type AllowedPlaces = Map<number, Set<number> | 'all'>;

const FRAME_HEAD_BYTES = 16;
/** About 2 ms of scoring; then whoever else waits for the event loop gets a turn. */
const ENTRIES_PER_TURN = 100_000;

/** The chunks with the highest BM25 scores, best first; of equals, the one indexed first. */
export async function scorePostings(
  statistics: CollectionStatistics,
  postings: TermPostings[],
  limit: number,
  allowed?: AllowedPlaces,
): Promise<Ranked<ChunkPlace>[]> {
  const board = new ScoreBoard();
  let sinceTurn = 0;
  for (const { chunkCount, frames } of postings) {
    const idf = inverseDocumentFrequency(statistics.chunkCount, chunkCount);
    const averageLength = statistics.tokenCount / statistics.chunkCount;
    for (let at = 0; frames && at < frames.length;) {
      const entryBytes = frames.readUInt32BE(at + 12);
      addFrame(board, frames, at, (frequency, length) => bm25Score(idf, frequency, length, averageLength));
      at += FRAME_HEAD_BYTES + entryBytes;
      sinceTurn += entryBytes / ENTRY_BYTES;
      if (sinceTurn < ENTRIES_PER_TURN) continue;
      sinceTurn = 0;
      await nextTurn();
    }
  }
  return board.best(limit, allowed);
}

const isAllowed = (places: Set<number> | 'all' | undefined, place: number): boolean =>
  places === undefined || places === 'all' || places.has(place);

function addFrame(
  board: ScoreBoard,
  frames: Buffer,
  at: number,
  score: (frequency: number, length: number) => number,
): void {
  const segmentId = frames.readUInt32BE(at) * 2 ** 32 + frames.readUInt32BE(at + 4);
  const base = board.baseOf(segmentId, frames.readUInt32BE(at + 8));
  const start = at + FRAME_HEAD_BYTES;
  const end = start + frames.readUInt32BE(at + 12);
  for (let entry = start; entry < end; entry += ENTRY_BYTES) {
    board.add(
      base + frames[entry]!,
      score(frames[entry + 1]!, frames[entry + 2]! | (frames[entry + 3]! << 8)),
    );
  }
}

/** One running score for each chunk of the segments met, in one array. */
class ScoreBoard {
  private readonly bases = new Map<number, number>();
  private scores = new Float64Array(1024);
  private size = 0;

  baseOf(segmentId: number, chunkCount: number): number {
    const known = this.bases.get(segmentId);
    if (known !== undefined) return known;
    const base = this.size;
    this.bases.set(segmentId, base);
    this.size += chunkCount;
    if (this.size > this.scores.length) {
      const larger = new Float64Array(this.size * 2);
      larger.set(this.scores);
      this.scores = larger;
    }
    return base;
  }

  add(index: number, score: number): void {
    this.scores[index]! += score;
  }

  best(limit: number, allowed?: AllowedPlaces): Ranked<ChunkPlace>[] {
    const best = new BestOf<ChunkPlace>(limit);
    for (const [segmentId, base, end] of this.listSegments()) {
      const places = allowed?.get(segmentId);
      if (allowed !== undefined && places === undefined) continue;
      for (let index = base; index < end; index++) {
        const score = this.scores[index]!;
        if (score <= 0 || score <= best.threshold || !isAllowed(places, index - base)) continue;
        best.add({ segmentId, place: index - base }, score);
      }
    }
    return best.ranked;
  }

  private listSegments(): [segmentId: number, base: number, end: number][] {
    const starts = [...this.bases];
    return starts
      .map(([segmentId, base], position): [number, number, number] => [
        segmentId,
        base,
        starts[position + 1]?.[1] ?? this.size,
      ])
      .toSorted(([a], [b]) => a - b);
  }
}
