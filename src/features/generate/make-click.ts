import type { MakeOptions } from './make-transaction.ts';
import { pick, skewed } from './random.ts';

const ACTIONS = ['page', 'page', 'page', 'page', 'scroll', 'scroll', 'cart_add', 'cart_remove', 'purchase'];
const DEVICES = ['phone', 'tablet', 'desktop'];

/** Something that a visitor of a shop does. */
export function makeClick(options: MakeOptions): Record<string, unknown> {
  const { random, number, version, entities } = options;
  const action = pick(random, ACTIONS);
  const event = {
    event_id: `click-${options.seed}-${number}`,
    visitor_id: `visitor-${skewed(random, entities)}`,
    occurred_at: options.timeMs,
    action,
    page: `/shop/${skewed(random, 80)}`,
    dwell_ms: action === 'page' ? Math.floor(random() * 60_000) : null,
  };
  if (version === 1) return event;
  const isProduct = action.startsWith('cart') || action === 'purchase';
  return {
    ...event,
    scroll_percent: action === 'scroll' ? Math.floor(random() * 101) : null,
    product_id: isProduct ? `product-${skewed(random, 200)}` : null,
    price_minor: action === 'purchase' ? 100 + Math.floor(random() * 20_000) : null,
    device: pick(random, DEVICES),
  };
}
