import type { BlockKind } from '../extraction.ts';

/** A piece of a document without pages, in reading order; `text` is what the part will say. */
export interface FlowBlock {
  kind: BlockKind;
  text: string;
  /** 1…6, headings only. */
  level?: number;
}
