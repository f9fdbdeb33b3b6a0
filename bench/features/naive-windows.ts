interface Payment {
  card_id: string;
  occurred_at: number;
  amount_minor: number;
  merchant_id: string;
}

const WINDOWS_MS = [60_000, 300_000, 3_600_000, 86_400_000];

interface Kept {
  events: Payment[];
  first: number;
  count: number;
  sum: number;
  merchants: Map<string, number>;
}

/** The plain way: for each card and window the events themselves, and running sums that the oldest are taken off. */
export class NaiveWindows {
  readonly #cards = new Map<string, Kept[]>();

  add(event: Payment): void {
    let windows = this.#cards.get(event.card_id);
    if (windows === undefined)
      this.#cards.set(
        event.card_id,
        (windows = WINDOWS_MS.map(() => ({ events: [], first: 0, count: 0, sum: 0, merchants: new Map() }))),
      );
    windows.forEach((window, at) => addTo(window, event, WINDOWS_MS[at]!));
  }
}

function addTo(window: Kept, event: Payment, lengthMs: number): void {
  window.events.push(event);
  window.count++;
  window.sum += event.amount_minor;
  window.merchants.set(event.merchant_id, (window.merchants.get(event.merchant_id) ?? 0) + 1);
  while (window.events[window.first]!.occurred_at < event.occurred_at - lengthMs) dropOldest(window);
}

function dropOldest(window: Kept): void {
  const oldest = window.events[window.first++]!;
  window.count--;
  window.sum -= oldest.amount_minor;
  const left = window.merchants.get(oldest.merchant_id)! - 1;
  if (left === 0) window.merchants.delete(oldest.merchant_id);
  else window.merchants.set(oldest.merchant_id, left);
  if (window.first < 1_000) return;
  window.events.splice(0, window.first);
  window.first = 0;
}
