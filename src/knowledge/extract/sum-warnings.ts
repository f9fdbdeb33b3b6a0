import type { ExtractionWarning } from './extraction.ts';

/** All warnings of one code: how many, and the first of them in full. */
export interface WarningSum {
  code: string;
  count: number;
  message: string;
  nextStep?: string;
  /** The first pages it was said of. */
  pages: number[];
}

const keptPages = 20;

/** Adds warnings to what was summed before, by code, in the order in which the codes came up. */
export function sumWarnings(
  before: WarningSum[],
  warnings: (ExtractionWarning & { page?: number })[],
): WarningSum[] {
  const sums = new Map(before.map(sum => [sum.code, sum]));
  for (const { code, message, nextStep, page } of warnings) {
    const sum = sums.get(code) ?? { code, count: 0, message, ...(nextStep ? { nextStep } : {}), pages: [] };
    const pages = page === undefined || sum.pages.length >= keptPages ? sum.pages : [...sum.pages, page];
    sums.set(code, { ...sum, count: sum.count + 1, pages });
  }
  return [...sums.values()];
}

/** One line: the first of the warnings, on how many more pages it holds, and what to do. */
export function describeSum({ message, nextStep, count, pages }: WarningSum): string {
  const [, ...others] = pages;
  const listed = others.length > 0 ? `: ${others.slice(0, 8).join(', ')}${count > 9 ? ' …' : ''}` : '';
  const more = count > 1 ? ` (and ${count - 1} more like it${listed})` : '';
  return `${message}${more}${nextStep === undefined ? '' : ` → ${nextStep}`}`;
}
