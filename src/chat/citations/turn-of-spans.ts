import type { SourcePage } from '#knowledge/documents/read-sources.ts';
import type { Span } from './boxes-of-spans.ts';

export interface CitedTurn {
  speaker?: string;
  /** From the begin of the conversation. */
  offset_ms?: number;
}

/** Whose turn a quotation begins in, and when that began; empty where the source is no conversation. */
export function turnOfSpans(spans: Span[], pages: Pick<SourcePage, 'number' | 'blocks'>[]): CitedTurn {
  const [first] = spans;
  if (first === undefined) return {};
  const [number, start] = first;
  const blocks = pages.find(page => page.number === number)?.blocks ?? [];
  const { speaker, offset_ms } = blocks.find(block => block.start <= start && start < block.end) ?? {};
  return { speaker, offset_ms };
}
