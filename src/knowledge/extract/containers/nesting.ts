import { ExtractionError } from '../extraction-error.ts';

/** What all the files inside one upload may cost together, however they are nested. */
export interface Nesting {
  depth: number;
  spent: { files: number; bytes: number };
}

export const maxDepth = 4;
export const maxFiles = 500;

export const outermost = (): Nesting => ({ depth: 0, spent: { files: 0, bytes: 0 } });

/** The next level down; it draws on the same account. @throws ExtractionError `archive-bomb` */
export function nestDeeper(nesting: Nesting): Nesting {
  if (nesting.depth >= maxDepth)
    throw new ExtractionError('archive-bomb', { detail: 'Files lie in files too many times.' });
  return { depth: nesting.depth + 1, spent: nesting.spent };
}
