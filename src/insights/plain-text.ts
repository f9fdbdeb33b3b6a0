import { z } from 'zod';

/** What a person typed, as the database can hold it. */
export const plainText = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine(text => text.isWellFormed() && !text.includes('\0'), 'must be plain text');
