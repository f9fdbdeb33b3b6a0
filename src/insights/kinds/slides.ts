import { z } from 'zod';
import { defineTask, share } from './insight-kind.ts';
import type { InsightKind } from './insight-kind.ts';
import { citedText, shortText } from './reply-texts.ts';

const bullets = z.array(citedText).min(1).max(6);

const section = defineTask({
  schema: z.object({
    title: shortText,
    slides: z
      .array(z.object({ title: shortText, bullets }))
      .min(1)
      .max(8),
  }),
  ask: ({ sections }) =>
    `the slides of a talk about one section of a person's documents: ${share(6, sections, 1)} slides, each with a ` +
    `title of at most eight words and three to five bullets of at most eighteen words.`,
  toDraft: ({ title, slides: each }) => ({
    title,
    entries: each.map(slide => ({ heading: slide.title, items: slide.bullets })),
  }),
});

const overview = defineTask({
  schema: z.object({ title: shortText, bullets }),
  ask: () =>
    `the title of a talk made of these sections, and the three to five bullets of its last slide, which says what to ` +
    `remember.`,
  toDraft: ({ title, bullets: items }) => ({ title, entries: [{ heading: null, items }] }),
});

export const slides: InsightKind = {
  id: 'slides',
  name: 'Slides',
  layout: 'slides',
  ...section,
  overview,
  keyless: {
    find: 'sentences',
    count: ({ sections }) => share(20, sections, 3),
    byHeading: true,
    nothingFound: {
      message: 'No sentence stands in these documents that could be put on a slide.',
      nextStep: 'Choose documents with running text.',
    },
  },
  exports: ['markdown', 'html', 'pptx'],
};
