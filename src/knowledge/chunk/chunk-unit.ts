/** A slice of one page's text. */
export interface UnitPart {
  page: number;
  start: number;
  end: number;
  text: string;
  /** The white space between the part before it on the page and this one; absent where other text stands between. */
  gap?: string;
}

/** The smallest piece a chunk is made of: a sentence, a table row, a line of code, a heading. */
export interface ChunkUnit {
  kind: 'heading' | 'sentence' | 'row' | 'line';
  /** More than one only for a sentence that runs over a page break. */
  parts: UnitPart[];
  /** The headings in force, outermost first; of a heading: itself included. */
  headings: string[];
  /** Characters of the whole block, on its first unit. */
  blockLength?: number;
  /** Of a table's later rows: its header, repeated in each chunk that continues the table. */
  header?: UnitPart;
  /** A footnote: stands behind a sentence that continues on the next page. */
  aside?: boolean;
}

export const isHeading = (unit: ChunkUnit): boolean => unit.kind === 'heading';
