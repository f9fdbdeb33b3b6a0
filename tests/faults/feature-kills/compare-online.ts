import { compileGroup } from '#features/definitions/compile-group.ts';
import { cardPayments } from '#features/definitions/examples/card-payments.ts';
import { createAssembler } from '#features/serving/create-assembler.ts';
import { endOf } from '#features/serving/merge-window.ts';
import { openTableSource } from '#features/serving/open-table-source.ts';
import type { TileSource } from '#features/serving/tile-source.ts';
import { vectorToText } from '#features/serving/vector-text.ts';
import type { Database } from '#kernel/db/database.ts';

/** Stands where answers would come from when the online store has none, to show that it has. */
export const noAnswer: TileSource = {
  read: async () => {
    throw new Error('the online store had no answer');
  },
};

/** What the online store says of some cards beside what the table says: a sentence for each difference. */
export async function compareOnline(
  { db, online }: { db: Database; online: TileSource },
  { tenantId, entities }: { tenantId: string; entities: readonly string[] },
): Promise<string[]> {
  const compiled = compileGroup(cardPayments);
  const assemble = createAssembler(compiled);
  const moment = { atMs: Date.now(), endMs: endOf(Date.now(), true) };
  const query = { tenantId, compiled, entities, endMs: moment.endMs };
  const [wanted, found] = [await openTableSource(db).read(query), await online.read(query)];
  return entities.flatMap((entity, at) => {
    const [right, given] = [wanted[at]!, found[at]!].map(tiles => vectorToText(assemble(tiles, moment)));
    return right === given ? [] : [`${entity}: ${given} instead of ${right}`];
  });
}
