/**
 * Undoes the filter of one row of a PNG in place; the first byte of both rows names their filter. Throws for a filter
 * that does not exist.
 */
export function unfilterRow(row: Uint8Array, above: Uint8Array, channels: number): void {
  const filter = row[0];
  if (filter === 0) return;
  if (filter === 1) addLeft(row, channels);
  else if (filter === 2) addAbove(row, above);
  else if (filter === 3) addMean(row, above, channels);
  else if (filter === 4) addNearest(row, above, channels);
  else throw new Error(`There is no filter ${filter}.`);
}

function addLeft(row: Uint8Array, channels: number): void {
  for (let at = channels + 1; at < row.length; at++) row[at] = row[at]! + row[at - channels]!;
}

function addAbove(row: Uint8Array, above: Uint8Array): void {
  for (let at = 1; at < row.length; at++) row[at] = row[at]! + above[at]!;
}

function addMean(row: Uint8Array, above: Uint8Array, channels: number): void {
  for (let at = 1; at < row.length; at++) {
    const left = at > channels ? row[at - channels]! : 0;
    row[at] = row[at]! + ((left + above[at]!) >> 1);
  }
}

/** Paeth's predictor: of left, above and corner the one nearest to left + above − corner. */
function addNearest(row: Uint8Array, above: Uint8Array, channels: number): void {
  for (let at = 1; at < row.length; at++) {
    const inside = at > channels;
    const left = inside ? row[at - channels]! : 0;
    const corner = inside ? above[at - channels]! : 0;
    const up = above[at]!;
    const toLeft = Math.abs(up - corner);
    const toUp = Math.abs(left - corner);
    const toCorner = Math.abs(left + up - 2 * corner);
    const nearest = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    row[at] = row[at]! + nearest;
  }
}
