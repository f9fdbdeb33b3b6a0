import { pick, skewed } from './random.ts';
import type { Random } from './random.ts';

export interface MakeOptions {
  random: Random;
  seed: number;
  number: number;
  timeMs: number;
  version: 1 | 2;
  entities: number;
  fraudShare: number;
}

const CATEGORIES = ['5411', '5812', '5541', '5999', '4111', '5732', '5311'];
const HIGH_RISK = ['7995', '6051', '4829', '6011'];
const COUNTRIES = ['DE', 'DE', 'DE', 'FR', 'NL', 'AT', 'PL'];
const FAR = ['BR', 'SG', 'NG', 'US', 'TH'];

/** A card payment; fraud comes from few cards, far away, with great amounts and risky merchants. */
export function makeTransaction(options: MakeOptions): Record<string, unknown> {
  const { random, number, version, entities } = options;
  const isFraud = random() < options.fraudShare;
  const card = isFraud ? skewed(random, Math.max(1, entities / 50)) : skewed(random, entities);
  const scale = isFraud ? 90_000 : 4_000;
  const event = {
    transaction_id: `tx-${options.seed}-${number}`,
    card_id: `card-${Math.floor(card)}`,
    occurred_at: options.timeMs,
    amount_minor: 50 + Math.floor(-Math.log(1 - random()) * scale),
    currency: 'EUR',
    merchant_id: `merchant-${skewed(random, 500)}`,
    merchant_category: isFraud && random() < 0.7 ? pick(random, HIGH_RISK) : pick(random, CATEGORIES),
    country: isFraud ? pick(random, FAR) : pick(random, COUNTRIES),
  };
  if (version === 1) return event;
  const isCardPresent = !isFraud && random() < 0.7;
  const device = random() < 0.5 ? `device-${skewed(random, entities)}` : null;
  return {
    ...event,
    channel: isCardPresent ? 'terminal' : 'web',
    device_id: device,
    is_card_present: isCardPresent,
  };
}
