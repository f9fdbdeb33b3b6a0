import type { RetrievalSettings } from '#knowledge/index/retrieval-settings.ts';

/** A library in scope, with the set of vectors that it is searched by, if it has one. */
export interface LibraryTarget {
  libraryId: string;
  /** Of it, those in scope. */
  documents: number;
  chunks: number;
  settings: RetrievalSettings;
  set?: { id: number; model: string; dimensions: number; graph?: { number: number; sealedNumber: number } };
}

/** A library that has vectors. */
export type VectorTarget = LibraryTarget & Required<Pick<LibraryTarget, 'set'>>;

export const hasVectors = (target: LibraryTarget): target is VectorTarget => target.set !== undefined;
