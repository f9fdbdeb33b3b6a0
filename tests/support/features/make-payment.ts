/** A payment of a moment ago, as the example of card payments expects it. */
export const makePayment = (id: string, more: object = {}) => ({
  transaction_id: id,
  card_id: 'card-1',
  occurred_at: Date.now() - 5_000,
  amount_minor: 100,
  currency: 'EUR',
  merchant_id: 'm1',
  merchant_category: '5411',
  country: 'DE',
  ...more,
});
