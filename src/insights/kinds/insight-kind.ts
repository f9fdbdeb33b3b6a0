import type { z } from 'zod';

/** A quotation that needs no marker: where it stands is known. */
export interface QuotedItem {
  text: string;
  /** The number of its passage in the section. */
  passage: number;
  start: number;
  end: number;
}

/** Texts under one heading: a point and its details, a question with its answer, a slide. */
export interface DraftEntry {
  heading: string | null;
  /** Texts with markers such as [1], or quotations. */
  items: (string | QuotedItem)[];
}

/** A section as it was written, before its markers mean anything. */
export interface DraftSection {
  /** Null: as the plan calls it. */
  title: string | null;
  entries: DraftEntry[];
}

/** One call: what is asked for, and what must come back. */
interface WritingTask<Reply> {
  schema: z.ZodType<Reply>;
  /** Completes "You write …"; `sections` is how many share the insight. */
  ask: (scale: { sections: number }) => string;
  toDraft: (reply: Reply) => DraftSection;
}

export const exportFormats = ['markdown', 'html', 'pptx', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** How the entries of a kind are laid out, wherever they are shown. */
export type Layout = 'points' | 'pairs' | 'slides';

/** How a kind is made without a model: what is looked for in each section. */
export interface KeylessMethod {
  find: 'sentences' | 'questions';
  /** How many for a section. */
  count(scale: { sections: number }): number;
  /** Whether what stands under one heading becomes an entry of its own. */
  byHeading: boolean;
  /** What is said where nothing at all is found. */
  nothingFound: { message: string; nextStep: string };
}

/** A kind of insight: all that is particular to it. */
export interface InsightKind extends WritingTask<any> {
  id: string;
  name: string;
  layout: Layout;
  /** Written last, from the sections, where there are several; null: the sections are all there is. */
  overview: WritingTask<any> | null;
  /** Null: a language model is needed. */
  keyless: KeylessMethod | null;
  exports: readonly ExportFormat[];
}

/** Checks that a task's schema and its draft belong together. */
export const defineTask = <Reply>(task: WritingTask<Reply>): WritingTask<Reply> => task;

/** About `total` for all sections together, but not fewer than `least` for one. */
export const share = (total: number, sections: number, least: number): number =>
  Math.max(least, Math.round(total / sections));
