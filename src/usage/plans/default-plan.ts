/** What a tenant without a subscription is on: counted, never stopped. */
export const DEFAULT_PLAN = 'local';
