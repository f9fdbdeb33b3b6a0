import { assembleUnits } from './assemble-units.ts';
import type { ChunkDraft } from './chunk-draft.ts';
import { isHeading } from './chunk-unit.ts';
import type { ChunkUnit } from './chunk-unit.ts';
import { flowsOn, joinUnits } from './join-across-pages.ts';
import { commonHeadings } from './open-headings.ts';
import type { OpenHeading } from './open-headings.ts';
import { packUnit } from './pack-units.ts';
import type { OpenChunk, PackLimits } from './pack-units.ts';
import type { PageText } from './read-blocks.ts';
import { readUnits } from './read-units.ts';

export interface ChunkerOptions {
  /** What a chunk holds at most, give or take the headings it opens with; 1,000. */
  maxCharacters?: number;
  /** How much of a chunk's end the next one repeats at most, in whole sentences; 200. */
  overlapCharacters?: number;
  /** What `state()` gave: goes on behind the page that was added last. */
  state?: string;
}

export interface Chunker {
  /** Takes the next page and returns the chunks that it completed. */
  add(page: PageText): ChunkDraft[];
  /** The chunks that were still open. */
  end(): ChunkDraft[];
  /** JSON to go on from in another process; grows with one chunk, not with the document. */
  state(): string;
}

interface ChunkerState {
  nextOrdinal: number;
  headings: OpenHeading[];
  open: OpenChunk;
  /** The last page's last sentence and its footnotes: the next page may go on with it. */
  held: ChunkUnit[];
}

/**
 * Cuts a document into passages by its structure, page by page. A chunk's text is exactly
 * `spans.map(([page, start, end]) => pageText.slice(start, end)).join('\n')`, and everything but running headers and
 * footers is in at least one chunk.
 */
export function openChunker(options: ChunkerOptions = {}): Chunker {
  const limits = {
    maxCharacters: options.maxCharacters ?? 1_000,
    overlapCharacters: options.overlapCharacters ?? 200,
  };
  let state = options.state === undefined ? initialState() : (JSON.parse(options.state) as ChunkerState);
  const advance = (step: Step): ChunkDraft[] => {
    state = step.state;
    return step.drafts;
  };
  return {
    add: page => advance(addPage(state, page, limits)),
    end: () => advance(finish(state, limits)),
    state: () => JSON.stringify(state),
  };
}

interface Step {
  state: ChunkerState;
  drafts: ChunkDraft[];
}

const initialState = (): ChunkerState => ({
  nextOrdinal: 0,
  headings: [],
  open: { units: [], repeated: 0 },
  held: [],
});

function addPage(state: ChunkerState, page: PageText, limits: PackLimits): Step {
  const { units, headings } = readUnits(page, state.headings, limits.maxCharacters);
  if (units.length === 0) return { state, drafts: [] };
  const flowing = continueHeld(state.held, units, limits);
  const lastBody = flowing.findLastIndex(unit => !unit.aside);
  const holdFrom = lastBody === -1 ? flowing.length : lastBody;
  const step = packAll({ ...state, headings }, flowing.slice(0, holdFrom), limits);
  return { ...step, state: { ...step.state, held: flowing.slice(holdFrom) } };
}

function finish(state: ChunkerState, limits: PackLimits): Step {
  const step = packAll({ ...state, held: [] }, state.held, limits);
  const { units, repeated } = step.state.open;
  const rest = units.length > repeated ? [draftOf(units, step.state.nextOrdinal)] : [];
  return { state: initialState(), drafts: [...step.drafts, ...rest] };
}

/** The held sentence takes in its continuation; its page's footnotes come behind that. */
function continueHeld(held: ChunkUnit[], units: ChunkUnit[], limits: PackLimits): ChunkUnit[] {
  const [last, ...footnotes] = held;
  const [first, ...others] = units;
  if (!last || !first || !flowsOn(last, first, limits.maxCharacters)) return [...held, ...units];
  return [joinUnits(last, first), ...footnotes, ...others];
}

function packAll(state: ChunkerState, units: ChunkUnit[], limits: PackLimits): Step {
  const drafts: ChunkDraft[] = [];
  let { open, nextOrdinal } = state;
  for (const unit of units) {
    const packed = packUnit(open, unit, limits);
    if (packed.full) drafts.push(draftOf(packed.full, nextOrdinal++));
    open = packed.open;
  }
  return { state: { ...state, open, nextOrdinal }, drafts };
}

function draftOf(units: ChunkUnit[], ordinal: number): ChunkDraft {
  const { text, spans } = assembleUnits(units);
  const pages = spans.map(([page]) => page);
  const body = units.filter(unit => !isHeading(unit));
  const headings = commonHeadings((body.length > 0 ? body : units).map(unit => unit.headings));
  return { ordinal, text, headings, spans, pageStart: Math.min(...pages), pageEnd: Math.max(...pages) };
}
