import type { AvroSchema, FeatureGroup } from '../definition.ts';
import { agg, at, div, field, isIn, sub } from '../expression.ts';

const first = [
  { name: 'transaction_id', type: 'string' },
  { name: 'card_id', type: 'string' },
  { name: 'occurred_at', type: 'long', doc: 'Milliseconds since 1970.' },
  { name: 'amount_minor', type: 'long', doc: 'In the smallest unit of the currency.' },
  { name: 'currency', type: 'string' },
  { name: 'merchant_id', type: 'string' },
  { name: 'merchant_category', type: 'string', doc: 'ISO 18245, four digits.' },
  { name: 'country', type: 'string', doc: 'ISO 3166, two letters.' },
] as const;

/** What terminals sent first. */
export const transactionsV1: AvroSchema = {
  type: 'record',
  name: 'Transaction',
  namespace: 'quarry.examples',
  fields: first,
};

/** With how it was paid; what older terminals send is read with these defaults. */
export const transactionsV2: AvroSchema = {
  ...transactionsV1,
  fields: [
    ...first,
    { name: 'channel', type: 'string', default: 'terminal' },
    { name: 'device_id', type: ['null', 'string'], default: null },
    { name: 'is_card_present', type: 'boolean', default: true },
  ],
};

/** Gambling, money transfers, cash: ISO 18245. */
const HIGH_RISK = ['4829', '5967', '6010', '6011', '6051', '7801', '7802', '7995'];

const MINUTE_MS = 60_000;

/** Velocity, amounts and places of a payment card. */
export const cardPayments: FeatureGroup = {
  name: 'card-payments',
  version: 1,
  description: 'Velocity, amounts, places and risk of each payment card.',
  topic: 'transactions',
  schema: transactionsV2,
  entity: 'card_id',
  eventTime: 'occurred_at',
  eventId: 'transaction_id',
  latenessMs: 5 * MINUTE_MS,
  futureCapMs: 5 * MINUTE_MS,
  windows: ['1m', '5m', '1h', '24h'],
  aggregations: {
    payments: { kind: 'count' },
    amount_sum: { kind: 'sum', field: 'amount_minor' },
    amount_mean: { kind: 'mean', field: 'amount_minor' },
    amount_min: { kind: 'min', field: 'amount_minor', windows: ['24h'] },
    amount_max: { kind: 'max', field: 'amount_minor' },
    amount_stddev: { kind: 'stddev', field: 'amount_minor', windows: ['1h', '24h'] },
    amount_last: { kind: 'last', field: 'amount_minor', windows: ['24h'] },
    merchants: { kind: 'distinct', field: 'merchant_id' },
    countries: { kind: 'distinct', field: 'country' },
    high_risk_share: {
      kind: 'ratio',
      where: isIn(field('merchant_category'), HIGH_RISK),
      windows: ['1h', '24h'],
    },
    not_present_share: { kind: 'ratio', where: ['not', field('is_card_present')], windows: ['24h'] },
    time_last: { kind: 'max', field: 'occurred_at', windows: ['24h'] },
  },
  derived: {
    ms_since_last: sub(at, agg('time_last', '24h')),
    amount_z_score: div(
      sub(agg('amount_last', '24h'), agg('amount_mean', '24h')),
      agg('amount_stddev', '24h'),
    ),
    velocity_ratio: div(agg('payments', '1h'), agg('payments', '24h')),
  },
};
