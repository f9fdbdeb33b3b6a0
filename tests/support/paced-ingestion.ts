import { setTimeout as delay } from 'node:timers/promises';
import type { EmbeddingModel } from '#ai/embed.ts';
import type { IngestDeps } from '#knowledge/ingest/ingest-document.ts';

const PAGES = 70;
const SENTENCE = 'The harbour light was cleaned and its lens turned by hand until the evening. ';

/** Reads any file as 70 pages, several windows, and stops now and then: other work gets between the writes. */
export function pacedExtraction(random: () => number): NonNullable<IngestDeps['extract']> {
  return async function* read({ fromPage = 1, signal }) {
    yield {
      type: 'document',
      document: { format: 'text', paged: false, pageCount: PAGES, warnings: [] },
    };
    for (let number = fromPage; number <= PAGES; number++) {
      if (random() < 0.1) await delay(random() * 5, undefined, { signal });
      const text = SENTENCE.repeat(8).trimEnd();
      const blocks = [{ kind: 'paragraph' as const, start: 0, end: text.length }];
      yield { type: 'page', page: { number, text, blocks, words: [], warnings: [] } };
    }
  };
}

/** Vectors of no meaning, each call after a moment. */
export function pacedEmbedding(random: () => number): EmbeddingModel {
  return {
    id: 'paced',
    maxBatch: 100,
    embed: async (texts, { signal }) => {
      await delay(random() * 10, undefined, { signal });
      return texts.map(() => Float32Array.of(random(), random(), random()));
    },
  };
}
