import type { Tx } from '#kernel/db/database.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { kindIds } from '../kinds/kinds.ts';
import { findKind } from './queries.ts';

export interface ResolvedKind {
  base: string;
  /** Of a saved kind. */
  name: string | null;
  /** Those of a saved kind first, then those given for this once. */
  instructions: string | null;
}

const MAX_INSTRUCTIONS = 4_000;

/** A kind of ours, or a saved one by its id. @throws NotFound */
export async function resolveKind(
  tx: Tx,
  { kind, instructions }: { kind: string; instructions?: string },
): Promise<ResolvedKind> {
  if (kindIds.includes(kind)) return { base: kind, name: null, instructions: instructions ?? null };
  const isId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(kind);
  const saved = isId ? await findKind(tx, kind) : undefined;
  if (saved === undefined) throw new NotFound('kind of insight');
  const all = [saved.instructions, instructions].filter(each => each !== undefined).join('\n\n');
  return { base: saved.base, name: saved.name, instructions: all.slice(0, MAX_INSTRUCTIONS) };
}
