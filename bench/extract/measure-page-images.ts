import { startRenderer } from '#knowledge/page-images/start-renderer.ts';
import type { Sample } from './collection.ts';

const dpi = 150;
const maxPagesPerFile = 8;

/** Pages drawn in a second at 150 dots an inch, by one process that is running already. */
export async function measurePageImages(samples: Sample[]): Promise<number> {
  let pages = 0;
  let elapsedMs = 0;
  for (const sample of samples) {
    await using renderer = startRenderer(sample.path);
    // The first one pays for the start.
    await renderer.render({ number: 1, dpi, format: 'png' });
    for (let number = 1; number <= Math.min(maxPagesPerFile, sample.pages); number++) {
      const startedAt = performance.now();
      await renderer.render({ number, dpi, format: 'png' });
      elapsedMs += performance.now() - startedAt;
      pages++;
    }
  }
  return pages / (elapsedMs / 1000);
}
