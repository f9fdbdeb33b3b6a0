import type { ExtractionLimits } from '#knowledge/extract/extraction-limits.ts';

export interface BatchRequest {
  files: { path: string; fileName: string }[];
  limits: ExtractionLimits;
  scratchFolder: string;
  /** What must not be found in any text. */
  secretWords: string;
  /** Makes the reader break a rule on purpose, so that the proof is seen to fail. */
  sabotage?: 'fetch' | 'folder';
}

/** How one file ended. */
export type Ending =
  | { state: 'read'; warnings: number; pages: number; problems: string[] }
  | { state: 'failed'; code: string };

export type BatchMessage =
  | { type: 'started'; index: number }
  | { type: 'ended'; index: number; ending: Ending };
