import { lazy } from 'react';
import { findHealth } from '#api/health.ts';

const PAUSE_MS = 1_000;

/** React's `lazy`, for parts that must come through a time when the server is away: see `loadPart`. */
export const lazyPart: typeof lazy = load => lazy(() => loadPart(load));

/**
 * Fetches a part of the page. While the server does not answer the part is awaited, for one that fails takes the whole page
 * down with it; what cannot be had from a server that answers (a newer version has other files) fails.
 */
export async function loadPart<Part>(
  load: () => Promise<Part>,
  untilServed = untilServerAnswers,
): Promise<Part> {
  try {
    return await load();
  } catch {
    await untilServed();
    return await load();
  }
}

async function untilServerAnswers(): Promise<void> {
  while (!(await findHealth().then(Boolean, () => false)))
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
}
