import { z } from 'zod';
import { defineTask, share } from './insight-kind.ts';
import type { InsightKind } from './insight-kind.ts';
import { citedText, shortText } from './reply-texts.ts';

const section = defineTask({
  schema: z.object({
    title: shortText,
    pairs: z
      .array(z.object({ question: shortText, answer: citedText }))
      .min(1)
      .max(20),
  }),
  ask: ({ sections }) =>
    `${share(14, sections, 2)} questions that a reader of this section would ask, each with its answer in one to ` +
    `three sentences. Ask only what the passages answer, no two questions alike, and not what the document is called.`,
  toDraft: ({ title, pairs }) => ({
    title,
    entries: pairs.map(({ question, answer }) => ({ heading: question, items: [answer] })),
  }),
});

export const questionsAndAnswers: InsightKind = {
  id: 'questions-and-answers',
  name: 'Questions and answers',
  layout: 'pairs',
  ...section,
  overview: null,
  keyless: {
    find: 'questions',
    count: ({ sections }) => share(20, sections, 4),
    byHeading: false,
    nothingFound: {
      message: 'No question stands in these documents.',
      nextStep: 'Without a language model only questions that the documents hold themselves are listed.',
    },
  },
  exports: ['markdown', 'html', 'csv'],
};
