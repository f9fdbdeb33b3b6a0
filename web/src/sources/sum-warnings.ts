import type { DocumentWarning } from '#api/documents.ts';

export interface WarningSum {
  message: string;
  nextStep: string | null;
  count: number;
  /** "2–5, 9"; null where the remark is on no page. */
  pages: string | null;
}

/** The same remark on forty pages is one line, not forty. */
export function sumWarnings(warnings: DocumentWarning[]): WarningSum[] {
  const groups = new Map<string, DocumentWarning[]>();
  for (const warning of warnings) {
    const key = `${warning.code} ${stripPage(warning.message)}`;
    groups.set(key, [...(groups.get(key) ?? []), warning]);
  }
  return [...groups.values()].map(group => {
    const pages = [...new Set(group.map(({ page }) => page).filter(page => typeof page === 'number'))];
    return {
      message: group[0]!.message,
      nextStep: group[0]!.next_step ?? null,
      count: group.length,
      pages: pages.length === 0 ? null : listRuns(pages.toSorted((a, b) => a - b)),
    };
  });
}

const stripPage = (message: string): string => message.replace(/\d+/g, '#');

/** 2, 3, 4, 5, 9 → "2–5, 9" */
function listRuns(numbers: number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
}
