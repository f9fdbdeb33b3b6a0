import type { Database } from '#kernel/db/database.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { describeTables } from './describe-tables.ts';
import type { Manifest } from './manifest.ts';
import { withClient } from './open-owner.ts';
import { hashRows, readRows } from './read-rows.ts';

/**
 * Reads every row of a store and compares it with what a manifest says. Between the stores vectors change their
 * precision, so there they are not compared.
 * @throws RestoreDiffers naming each table that is not the same.
 */
export function compareRows(db: Database, manifest: Manifest): Promise<void> {
  return withClient(db, async client => {
    const vectors = db.store === manifest.store;
    const expected = new Map(manifest.tables.map(table => [table.name, table]));
    const different: string[] = [];
    await client.query('begin isolation level repeatable read read only');
    for (const shape of await describeTables(client)) {
      const table = expected.get(shape.name);
      if (!table) continue;
      expected.delete(shape.name);
      const found = await hashRows(readRows(client, shape, { vectors }));
      const sha256 = vectors ? table.sha256 : table.sha256_without_vectors;
      if (found.sha256 !== sha256) different.push(`${shape.name} (${found.rows} rows, not ${table.rows})`);
    }
    await client.query('commit');
    different.push(...[...expected.keys()].map(name => `${name} (missing)`));
    if (different.length > 0) throw new RestoreDiffers(different);
  });
}

class RestoreDiffers extends AppError {
  constructor(tables: string[]) {
    super(`What was written is not what was read: ${tables.join(', ')}.`, {
      code: 'restore-differs',
      status: 500,
      nextStep: 'Do not use this store. Empty it with `quarry reset` and restore again.',
    });
  }
}
