import { z } from 'zod';
import { defineTask, share } from './insight-kind.ts';
import type { InsightKind } from './insight-kind.ts';
import { citedText, shortText } from './reply-texts.ts';

const points = z.object({ title: shortText, points: z.array(citedText).min(1).max(12) });

const section = defineTask({
  schema: points,
  ask: ({ sections }) =>
    `the summary of one section of a person's documents: a short title that says what it is about, and the ` +
    `${share(16, sections, 3)} points that somebody must know who will not read it, one or two sentences each, ` +
    `the most important first.`,
  toDraft: ({ title, points: items }) => ({ title, entries: [{ heading: null, items }] }),
});

const overview = defineTask({
  schema: points,
  ask: () =>
    `the overview that stands above the summaries of all sections: a title for the whole, and three to six ` +
    `points of one or two sentences that bring together what matters most across the sections.`,
  toDraft: ({ title, points: items }) => ({ title, entries: [{ heading: null, items }] }),
});

export const summary: InsightKind = {
  id: 'summary',
  name: 'Summary',
  layout: 'points',
  ...section,
  overview,
  keyless: {
    find: 'sentences',
    count: ({ sections }) => share(12, sections, 3),
    byHeading: false,
    nothingFound: {
      message: 'No sentence stands in these documents that could be quoted.',
      nextStep: 'Choose documents with running text.',
    },
  },
  exports: ['markdown', 'html'],
};
