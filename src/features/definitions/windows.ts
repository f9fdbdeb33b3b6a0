import type { FeatureGroup, Window } from './definition.ts';

export const SESSION = 'session';
const UNIT_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };
export const DAY_MS = 24 * 3_600_000;

/** Tile sizes that there are. The finest is in every group: it is what an answer's end is rounded to. */
export const FINEST_MS = 1_000;
const RESOLUTIONS_MS = [FINEST_MS, 60_000, 900_000];

/** A window begins on a tile, so it is longer than it says by at most one part in this many. */
const TILES_IN_WINDOW = 30;

/** Undefined: it is no window. A session has no length of its own: it is looked for in the last day. */
export function windowMs(window: Window): number | undefined {
  if (window === SESSION) return DAY_MS;
  const { number, unit } = /^(?<number>[1-9]\d*)(?<unit>[smh])$/.exec(window)?.groups ?? {};
  const ms = Number(number) * (UNIT_MS[unit ?? ''] ?? Number.NaN);
  return ms >= 60_000 && ms <= DAY_MS ? ms : undefined;
}

/** The tiles a window begins with. */
export function resolutionOf(group: FeatureGroup, window: Window): number {
  if (window === SESSION) return sessionResolution(group);
  return RESOLUTIONS_MS.findLast(each => each * TILES_IN_WINDOW <= windowMs(window)!) ?? FINEST_MS;
}

/** No longer than the silence that ends a session, so that none ends within a tile. */
export const sessionResolution = (group: FeatureGroup): number =>
  RESOLUTIONS_MS.findLast(each => each <= (group.sessionGapMs ?? 0)) ?? FINEST_MS;

/** What a group keeps, finest first. */
export function resolutionsOf(group: FeatureGroup): number[] {
  const wanted = group.windows.map(window => resolutionOf(group, window));
  const ofSessions = group.sessionGapMs === undefined ? [] : [sessionResolution(group)];
  const coarsest = Math.max(FINEST_MS, ...wanted, ...ofSessions);
  // The sizes between are there to fill up the last coarse tile with few fine ones.
  return RESOLUTIONS_MS.filter(each => each <= coarsest);
}
