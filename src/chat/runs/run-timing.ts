/** How long a run lives without a sign of its producer; then it counts as interrupted. */
export const LEASE_MS = 15_000;
/** A producer that has nothing to write gives this sign of life. */
export const HEARTBEAT_MS = 4_000;
/** Parts that arrive within this time after a write share the next one. */
export const FLUSH_INTERVAL_MS = 30;
/** Readers look for themselves this often: notifications are lost when a connection breaks. */
export const POLL_INTERVAL_MS = 2_000;
