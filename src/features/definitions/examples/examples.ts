import type { AvroSchema, FeatureGroup } from '../definition.ts';
import { cardPayments, transactionsV1, transactionsV2 } from './card-payments.ts';
import { clicksV1, clicksV2, clickstream } from './clickstream.ts';

interface Example {
  group: FeatureGroup;
  /** In the order in which they came. */
  schemas: readonly [v1: AvroSchema, v2: AvroSchema];
}

/** Complete groups that come with the program, by the name of their topic. */
export const examples = {
  transactions: { group: cardPayments, schemas: [transactionsV1, transactionsV2] },
  clicks: { group: clickstream, schemas: [clicksV1, clicksV2] },
} as const satisfies Record<string, Example>;
