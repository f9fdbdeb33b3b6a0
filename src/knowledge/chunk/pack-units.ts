import { assembleUnits } from './assemble-units.ts';
import { isHeading } from './chunk-unit.ts';
import type { ChunkUnit } from './chunk-unit.ts';

export interface PackLimits {
  maxCharacters: number;
  overlapCharacters: number;
}

/** A chunk in the making; the first `repeated` units stand in the chunk before as well. */
export interface OpenChunk {
  units: ChunkUnit[];
  repeated: number;
}

export interface Packed {
  /** The units of the chunk that is now full, if one is. */
  full?: ChunkUnit[];
  open: OpenChunk;
}

/** A heading starts a new chunk only when the one before has become worth reading on its own. */
const HEADING_BREAK_SHARE = 0.3;
/** A paragraph that does not fit whole goes to the next chunk when this one is filled so far. */
const PARAGRAPH_BREAK_SHARE = 0.6;

/** Adds a unit to the open chunk, or closes that and opens the next with it. */
export function packUnit(open: OpenChunk, unit: ChunkUnit, limits: PackLimits): Packed {
  if (!mustClose(open, unit, limits)) return { open: { ...open, units: [...open.units, unit] } };
  if (open.units.length === open.repeated) return { open: { units: [unit], repeated: 0 } };
  const { kept, moved } = takeTrailingHeadings(open);
  const overlap = moved.length > 0 || isHeading(unit) ? [] : overlapOf(kept, unit, limits);
  return { full: kept, open: { units: [...moved, ...overlap, unit], repeated: overlap.length } };
}

function mustClose(open: OpenChunk, unit: ChunkUnit, { maxCharacters }: PackLimits): boolean {
  if (open.units.length === 0) return false;
  if (lengthOf([...open.units, unit]) > maxCharacters) return true;
  if (open.units.every(isHeading) || open.units.length === open.repeated) return false;
  const filled = lengthOf(open.units);
  if (isHeading(unit)) return filled >= maxCharacters * HEADING_BREAK_SHARE;
  const whole = filled + (unit.blockLength ?? 0);
  return filled >= maxCharacters * PARAGRAPH_BREAK_SHARE && whole > maxCharacters;
}

/** A heading belongs to what follows it. */
function takeTrailingHeadings({ units }: OpenChunk): { kept: ChunkUnit[]; moved: ChunkUnit[] } {
  const last = units.findLastIndex(unit => !isHeading(unit));
  return last === -1
    ? { kept: units, moved: [] }
    : { kept: units.slice(0, last + 1), moved: units.slice(last + 1) };
}

/** Whole sentences from the end of the full chunk, of the same section, as many as the overlap holds. */
function overlapOf(full: ChunkUnit[], next: ChunkUnit, limits: PackLimits): ChunkUnit[] {
  if (next.kind !== 'sentence' || next.aside) return [];
  const overlap: ChunkUnit[] = [];
  for (const unit of full.toReversed()) {
    const longer = [unit, ...overlap];
    if (unit.kind !== 'sentence' || unit.aside || !sameSection(unit, next)) break;
    if (lengthOf(longer) > limits.overlapCharacters || lengthOf([...longer, next]) > limits.maxCharacters)
      break;
    overlap.unshift(unit);
  }
  return overlap.length < full.length ? overlap : [];
}

const lengthOf = (units: ChunkUnit[]): number => assembleUnits(units).text.length;

const sameSection = (a: ChunkUnit, b: ChunkUnit): boolean => a.headings.join('\n') === b.headings.join('\n');
