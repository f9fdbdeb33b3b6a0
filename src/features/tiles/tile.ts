import { addToPartial, emptyPartial, mergePartials, partialFromJson, partialToText } from './partial.ts';
import type { Partial } from './partial.ts';
import type { Slot } from './slot.ts';
import type { Value } from './value.ts';

/** What happened to one entity in one stretch of time, in parts that may be merged in any order. */
export interface Tile {
  n: number;
  /** In the order of the group's slots. */
  partials: Partial[];
}

export const emptyTile = (slots: readonly Slot[]): Tile => ({
  n: 0,
  partials: slots.map(({ operation }) => emptyPartial(operation)),
});

/** Adds one event in place; `inputs` in the order of the slots, null where the slot does not take it. */
export function addToTile(tile: Tile, slots: readonly Slot[], inputs: readonly Value[], time: number): void {
  tile.n++;
  for (let at = 0; at < slots.length; at++) {
    const input = inputs[at]!;
    if (input === null) continue;
    tile.partials[at] = addToPartial(slots[at]!.operation, tile.partials[at]!, input, time);
  }
}

/** Adds `other` in place and leaves it as it is. */
export function mergeIntoTile(tile: Tile, slots: readonly Slot[], other: Tile): void {
  tile.n += other.n;
  for (let at = 0; at < slots.length; at++) {
    const more = other.partials[at]!;
    if (more !== null) tile.partials[at] = mergePartials(slots[at]!.operation, tile.partials[at]!, more);
  }
}

/** The canonical text of a tile's partials: equal tiles have equal text, whichever engine made them. */
export function partialsToText(slots: readonly Slot[], partials: readonly Partial[]): string {
  let text = '[';
  for (let at = 0; at < slots.length; at++)
    text += (at === 0 ? '' : ',') + partialToText(slots[at]!.operation, partials[at]!);
  return `${text}]`;
}

export function partialsFromText(slots: readonly Slot[], text: string): Partial[] {
  const json = JSON.parse(text) as unknown[];
  return slots.map(({ operation }, at) => partialFromJson(operation, json[at]));
}
