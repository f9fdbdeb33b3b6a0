import { z } from 'zod';

const MAX_DEPTH = 8;
const MAX_CHARACTERS = 16_384;

/** Free-form JSON that people hang on a resource: small, shallow, and storable in PostgreSQL. */
export const metadataSchema = z
  .record(z.string(), z.unknown())
  .superRefine((metadata, context) => {
    const fault = findFault(metadata);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  })
  .describe('Free-form JSON object, at most 16,384 characters and 8 levels.');

function findFault(metadata: Record<string, unknown>): string | undefined {
  // Depth first: what recurses, JSON.stringify included, would run out of stack on a hostile value.
  if (isDeeperThan(metadata, MAX_DEPTH)) return `must not be nested deeper than ${MAX_DEPTH} levels`;
  const text = JSON.stringify(metadata);
  if (text.length > MAX_CHARACTERS) return `must not be longer than ${MAX_CHARACTERS} characters as JSON`;
  if (hasUnstorableCharacter.test(text)) return 'must not contain U+0000 or half a surrogate pair';
  return undefined;
}

// Well-formed JSON.stringify (ECMAScript 2019) writes both as escapes; an even run of backslashes before is a plain one.
const hasUnstorableCharacter = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

function isDeeperThan(value: unknown, levels: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap(each => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return false;
}
