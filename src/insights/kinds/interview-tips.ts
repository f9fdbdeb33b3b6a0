import { z } from 'zod';
import { defineTask, share } from './insight-kind.ts';
import type { InsightKind } from './insight-kind.ts';
import { citedText, shortText } from './reply-texts.ts';

const section = defineTask({
  schema: z.object({
    title: shortText,
    tips: z
      .array(z.object({ question: shortText, advice: z.array(citedText).min(1).max(4) }))
      .min(1)
      .max(12),
  }),
  ask: ({ sections }) =>
    `tips for somebody who will be interviewed about what these documents describe: ${share(8, sections, 2)} ` +
    `questions that an interviewer is likely to ask, each with two or three sentences of advice that name the facts ` +
    `to bring up.`,
  toDraft: ({ title, tips }) => ({
    title,
    entries: tips.map(({ question, advice }) => ({ heading: question, items: advice })),
  }),
});

export const interviewTips: InsightKind = {
  id: 'interview-tips',
  name: 'Interview tips',
  layout: 'pairs',
  ...section,
  overview: null,
  keyless: null,
  exports: ['markdown', 'html'],
};
