/** A killed holder is replaced when this is over; one that lives has said so three times by then. */
export const LEASE_MS = 2_000;
export const RENEW_EVERY_MS = LEASE_MS / 3;
