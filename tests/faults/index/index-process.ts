import { armFailpoints } from '#kernel/failpoints.ts';
import { openDatabase } from '#kernel/db/open-database.ts';
import type { IndexOrder } from './index-order.ts';
import { keepIndex } from './keep-index.ts';
import { writeDocuments } from './write-documents.ts';

process.once('message', (order: IndexOrder) => {
  if (order.faults) armFailpoints(order.faults);
  void work(order);
});

async function work(order: IndexOrder): Promise<void> {
  await using db = await openDatabase(order.database);
  process.send!('working');
  await (order.role === 'keeper' ? keepIndex(db, order) : writeDocuments(db, order));
}
