import { z } from 'zod';

/** A text that rests on passages. */
export const citedText = z.string().trim().min(1).max(2_000);

/** A heading, a title or a question. */
export const shortText = z.string().trim().min(1).max(400);
