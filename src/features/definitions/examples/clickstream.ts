import type { AvroSchema, FeatureGroup } from '../definition.ts';
import { agg, div, eq, field, literal } from '../expression.ts';

const first = [
  { name: 'event_id', type: 'string' },
  { name: 'visitor_id', type: 'string' },
  { name: 'occurred_at', type: 'long', doc: 'Milliseconds since 1970.' },
  {
    name: 'action',
    type: 'string',
    doc: 'page, scroll, cart_add, cart_remove or purchase. No Avro enum: not every reader has defaults for one.',
  },
  { name: 'page', type: 'string' },
  { name: 'dwell_ms', type: ['null', 'long'], default: null },
] as const;

export const clicksV1: AvroSchema = {
  type: 'record',
  name: 'Click',
  namespace: 'quarry.examples',
  fields: first,
};

/** With how far a page was scrolled and what was bought. */
export const clicksV2: AvroSchema = {
  ...clicksV1,
  fields: [
    ...first,
    { name: 'scroll_percent', type: ['null', 'int'], default: null },
    { name: 'product_id', type: ['null', 'string'], default: null },
    { name: 'price_minor', type: ['null', 'long'], default: null },
    { name: 'device', type: 'string', default: 'unknown' },
  ],
};

const did = (action: string) => eq(field('action'), literal(action));
const MINUTE_MS = 60_000;

/** What a visitor does, in the session that goes on and in a day. */
export const clickstream: FeatureGroup = {
  name: 'clickstream',
  version: 1,
  description: 'Pages, carts and purchases of each visitor, by session and by day.',
  topic: 'clicks',
  schema: clicksV2,
  entity: 'visitor_id',
  eventTime: 'occurred_at',
  eventId: 'event_id',
  latenessMs: 5 * MINUTE_MS,
  futureCapMs: 5 * MINUTE_MS,
  sessionGapMs: 30 * MINUTE_MS,
  windows: ['session', '5m', '1h', '24h'],
  aggregations: {
    events: { kind: 'count' },
    pages: { kind: 'count', where: did('page') },
    unique_pages: { kind: 'distinct', field: 'page', where: did('page') },
    dwell_sum_ms: { kind: 'sum', field: 'dwell_ms', windows: ['session', '24h'] },
    dwell_mean_ms: { kind: 'mean', field: 'dwell_ms', windows: ['session', '24h'] },
    scroll_max: { kind: 'max', field: 'scroll_percent', windows: ['session'] },
    scroll_mean: { kind: 'mean', field: 'scroll_percent', windows: ['session', '24h'] },
    cart_adds: { kind: 'count', where: did('cart_add') },
    cart_removes: { kind: 'count', where: did('cart_remove') },
    purchases: { kind: 'count', where: did('purchase') },
    revenue_minor: { kind: 'sum', field: 'price_minor', where: did('purchase'), windows: ['session', '24h'] },
    page_last: { kind: 'last', field: 'page', windows: ['24h'] },
    began_at: { kind: 'min', field: 'occurred_at', windows: ['session'] },
    last_at: { kind: 'max', field: 'occurred_at', windows: ['session'] },
    sessions: { kind: 'sessions', windows: ['24h'] },
    sessions_bought: { kind: 'sessions', having: 'purchases', windows: ['24h'] },
    sessions_abandoned: { kind: 'sessions', having: 'cart_adds', lacking: 'purchases', windows: ['24h'] },
    sessions_with_cart: { kind: 'sessions', having: 'cart_adds', windows: ['24h'] },
  },
  derived: {
    session_length_ms: ['sub', agg('last_at', 'session'), agg('began_at', 'session')],
    conversion_24h: div(agg('sessions_bought', '24h'), agg('sessions', '24h')),
    abandonment_24h: div(agg('sessions_abandoned', '24h'), agg('sessions_with_cart', '24h')),
  },
};
