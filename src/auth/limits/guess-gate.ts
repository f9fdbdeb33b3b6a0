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
  assertMayTry(request: FastifyRequest): void {
    const waitMs = this.#buckets.look(doorOf(request));
    if (waitMs === 0) return;
    throw new TooManyRequests(
      'Too many wrong keys or links came from your address.',
      { policy: 'guesses', ...GUESSES },
      waitMs,
    );
  }

  noteWrong(request: FastifyRequest): void {
    this.#buckets.take(doorOf(request));
  }
}

/** Who tries links at one door is not kept from using a right key at another. */
const doorOf = ({ ip, routeOptions: { url, config } }: FastifyRequest): string =>
  `${ip} ${config.guessable ? url : 'credential'}`;
