import { AsyncLocalStorage } from 'node:async_hooks';

/** On whose behalf something is done; stands in every entry of the audit log that it makes. */
export interface Actor {
  user_id?: string;
  credential_kind?: 'session' | 'api-key';
  credential_id?: string;
  /** Where the request came from. */
  address: string;
  request_id: string;
}

/** Whoever changes something in the transactions of this call; undefined: the program itself. */
export const acting = new AsyncLocalStorage<Actor>();

/** Hexadecimal, because what a transaction is told first may hold plain values only. */
export function actorSetting(): Record<string, string> | undefined {
  const actor = acting.getStore();
  return actor && { 'app.actor': Buffer.from(JSON.stringify(actor)).toString('hex') };
}
