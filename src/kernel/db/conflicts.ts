const KINDS = { '40P01': 'deadlock', '40001': 'serialization', '55P03': 'lock-timeout' } as const;

export type Conflict = (typeof KINDS)[keyof typeof KINDS];

const counts: Record<Conflict, number> = { deadlock: 0, serialization: 0, 'lock-timeout': 0 };

/** How often transactions of this process were in each other's way since it started. */
export const countConflicts = (): Readonly<Record<Conflict, number>> => counts;

/** Counts what the database says, if it speaks of others. */
export function noteConflict(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code in KINDS) counts[KINDS[code as keyof typeof KINDS]]++;
}
