import type { FailpointName } from '#kernel/failpoints.ts';
import { seededRandom } from '#tests/support/random.ts';

/** Where a process dies next: at a pass of a named point, or at any moment after the document was sent. */
export type PlannedKill = { point: FailpointName; pass: number } | { point: 'any-moment'; afterMs: number };

export interface Plan {
  trial: number;
  /** One, or two in the life of one document. */
  kills: PlannedKill[];
  /** Which of the files is read. */
  file: number;
}

/** What an undisturbed ingestion of a file passes. */
export interface Course {
  pages: number;
  windows: number;
}

/** Points in a document's life, in its order; the migration has trials of its own. */
const POINTS = [
  'upload-received',
  'blob-stored',
  'after-enqueue',
  'after-claim',
  'mid-extract',
  'permit-held',
  'embed-before',
  'embed-during',
  'embed-after',
  'index-write',
  'window-written',
  'window-committed',
  'before-publish',
  'after-publish',
  'in-reaper',
  'any-moment',
] as const;

const SHARE_OF_SECOND_KILLS = 0.25;
const LONGEST_MOMENT_MS = 1_500;

/** The first trials go through all points in order, so that each is met; then chance decides. */
export function planTrial(trial: number, seed: number, courses: readonly Course[]): Plan {
  const random = seededRandom(seed * 7_919 + trial);
  const file = Math.floor(random() * courses.length);
  const point = POINTS[trial < POINTS.length ? trial : Math.floor(random() * POINTS.length)]!;
  const course = courses[file]!;
  const kills = [planKill(point, course, random)];
  // The reaper meets a document only after somebody died with it.
  if (point === 'in-reaper') kills.unshift(planKill('after-claim', course, random));
  else if (random() < SHARE_OF_SECOND_KILLS) kills.push(planSecond(course, random));
  return { trial, kills, file };
}

function planSecond(course: Course, random: () => number): PlannedKill {
  const later = POINTS.slice(POINTS.indexOf('after-claim'));
  return planKill(later[Math.floor(random() * later.length)]!, { ...course, windows: 1 }, random);
}

function planKill(point: (typeof POINTS)[number], course: Course, random: () => number): PlannedKill {
  if (point === 'any-moment') return { point, afterMs: random() * LONGEST_MOMENT_MS };
  return { point, pass: 1 + Math.floor(random() * passesOf(point, course)) };
}

function passesOf(point: FailpointName, { pages, windows }: Course): number {
  if (point === 'mid-extract') return windows === 1 ? 1 : pages;
  if (point === 'window-committed') return Math.max(1, windows - 1);
  const perWindow = [
    'permit-held',
    'embed-before',
    'embed-during',
    'embed-after',
    'index-write',
    'window-written',
  ];
  return perWindow.includes(point) ? windows : 1;
}

export const describeKill = (kill: PlannedKill): string =>
  kill.point === 'any-moment' ? `any moment (${Math.round(kill.afterMs)} ms)` : `${kill.point}@${kill.pass}`;
