import type { Span } from './chunk-draft.ts';
import type { ChunkUnit, UnitPart } from './chunk-unit.ts';

export interface Assembled {
  text: string;
  spans: Span[];
}

/** Puts units together: neighbours on a page become one span, a table that goes on gets its header first. */
export function assembleUnits(units: ChunkUnit[]): Assembled {
  const spans: Span[] = [];
  let text = '';
  for (const part of listParts(units)) {
    const last = spans.at(-1);
    if (last && joins(last, part)) {
      text += part.gap! + part.text;
      last[2] = part.end;
    } else {
      text += (last ? '\n' : '') + part.text;
      spans.push([part.page, part.start, part.end]);
    }
  }
  return { text, spans };
}

function joins(last: Span, part: UnitPart): boolean {
  return part.gap !== undefined && last[0] === part.page && last[2] + part.gap.length === part.start;
}

function* listParts(units: ChunkUnit[]): Generator<UnitPart> {
  const present = new Set<string>();
  for (const { header, parts } of units) {
    if (header && !present.has(placeOf(header))) {
      present.add(placeOf(header));
      yield header;
    }
    present.add(placeOf(parts[0]!));
    yield* parts;
  }
}

const placeOf = (part: UnitPart): string => `${part.page}:${part.start}`;
