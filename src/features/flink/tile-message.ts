import type { CompiledGroup } from '../definitions/compile-group.ts';
import type { Partial } from '../tiles/partial.ts';
import { setFromJson } from '../tiles/distinct-set.ts';
import type { StoredTile } from '../tiles/queries.ts';
import type { Slot } from '../tiles/slot.ts';
import { partialsToText } from '../tiles/tile.ts';
import { valueFromJson } from '../tiles/value-text.ts';
import { TIME_DIGITS } from './tile-sql.ts';

type TileRow = Record<string, string | number | (string | number | boolean)[] | null>;

/** A tile as the SQL of `compileSql` writes it, in the text that this program would have written. */
export function readTileMessage({ slots }: CompiledGroup, json: Uint8Array): StoredTile {
  const row = JSON.parse(Buffer.from(json).toString()) as TileRow;
  const partials = slots.map((slot, at) => readPartial(slot, row[`p${at}`] ?? null));
  return {
    entity: row['entity'] as string,
    resolutionMs: Number(row['resolution_ms']),
    start: Number(row['tile_start']),
    n: Number(row['n']),
    partials: partialsToText(slots, partials),
    seen: null,
  };
}

function readPartial({ operation }: Slot, given: TileRow[string]): Partial {
  if (given === null) return null;
  if (operation === 'set') return setFromJson((given as unknown[]).map(String));
  const text = given as string;
  if (operation !== 'last') return readNumber(text);
  return [Number(text.slice(0, TIME_DIGITS)), valueFromJson(JSON.parse(text.slice(TIME_DIGITS)))];
}

/** Whole numbers exactly, however great; fractions and what is no number as JavaScript reads them. */
const readNumber = (text: string): number | bigint => (/^-?\d+$/.test(text) ? BigInt(text) : Number(text));
