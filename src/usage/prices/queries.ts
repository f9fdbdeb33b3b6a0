import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { Price } from './price.ts';

interface PriceRow {
  model: string;
  version: number;
  tokens_in: number;
  tokens_out: number;
  embedding_tokens: number;
  pages: number;
}

/** The newest version that is in force; the model's own before everybody's. */
export async function findPrice(tx: Tx, model: string): Promise<Price | undefined> {
  const { rows } = await sql<PriceRow>`
    select model, version, tokens_in, tokens_out, embedding_tokens, pages from prices
    where model in (${model}, '*') and valid_from <= now()
    order by model = '*', version desc limit 1`.execute(tx);
  return rows[0] && asPrice(rows[0]);
}

export async function findPriceVersion(
  tx: Tx,
  { model, version }: { model: string; version: number },
): Promise<Price> {
  const row = await tx
    .selectFrom('prices')
    .selectAll()
    .where('model', '=', model)
    .where('version', '=', version)
    .executeTakeFirstOrThrow();
  return asPrice(row);
}

/** False when the model has such a version already. */
export async function insertPrice(tx: Tx, price: Price & { validFrom?: Date }): Promise<boolean> {
  const inserted = await tx
    .insertInto('prices')
    .values({
      model: price.model,
      version: price.version,
      tokens_in: price.tokensIn,
      tokens_out: price.tokensOut,
      embedding_tokens: price.embeddingTokens,
      pages: price.pages,
      ...(price.validFrom && { valid_from: price.validFrom }),
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('version')
    .executeTakeFirst();
  return inserted !== undefined;
}

const asPrice = (row: PriceRow): Price => ({
  model: row.model,
  version: row.version,
  tokensIn: row.tokens_in,
  tokensOut: row.tokens_out,
  embeddingTokens: row.embedding_tokens,
  pages: row.pages,
});
