import type { FastifyRequest } from 'fastify';
import { TokenBuckets } from '#kernel/limits/token-buckets.ts';
import { TooManyRequests } from './too-many-requests.ts';

/** Nobody mistypes a key so often; a program with an old one asks a person before it tries again. */
const GUESSES = { perSecond: 0.5, burst: 30 };

/**
 * Wrong secrets from one address: after a few, its requests that bring a secret are refused before anything is looked
 * up. Secrets have 128 bits and more, so this saves the database from strangers rather than the secrets from guessers.
 */
export class GuessGate {
  readonly #buckets = new TokenBuckets(GUESSES);

  /** @throws TooManyRequests */
  assertMayTry({ ip }: FastifyRequest): void {
    const waitMs = this.#buckets.look(ip);
    if (waitMs === 0) return;
    throw new TooManyRequests(
      'Too many wrong keys or links came from your address.',
      { policy: 'guesses', ...GUESSES },
      waitMs,
    );
  }

  noteWrong({ ip }: FastifyRequest): void {
    this.#buckets.take(ip);
  }
}
