import type { Page } from 'playwright-core';

/** Lets the first piece of an upload through and keeps the second until it is released. */
export async function holdSecondPiece(
  at: Page,
): Promise<{ reached: Promise<void>; release(): Promise<void> }> {
  const reached = Promise.withResolvers<void>();
  const address = '**/api/v1/uploads/*';
  let pieces = 0;
  await at.route(address, async route => {
    if (route.request().method() !== 'PATCH' || ++pieces === 1) return route.continue();
    // It is never let through: the page gives it up when it pauses.
    return reached.resolve();
  });
  return { reached: reached.promise, release: () => at.unroute(address) };
}
