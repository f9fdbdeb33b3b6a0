import { AppError } from '#kernel/errors/app-error.ts';

export interface Limit {
  /** Stable, for `RateLimit-Policy`. */
  policy: 'tenant' | 'tenant-at-once' | 'searches-waiting' | 'guesses';
  burst: number;
  /** What flows in again; undefined where only the end of other requests makes room. */
  perSecond?: number;
}

/** The header fields are those of draft-ietf-httpapi-ratelimit-headers-10. */
export class TooManyRequests extends AppError {
  constructor(message: string, { policy, burst, perSecond }: Limit, waitMs: number) {
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    const windowSeconds = perSecond === undefined ? '' : `;w=${Math.max(1, Math.round(burst / perSecond))}`;
    super(message, {
      code: 'too-many-requests',
      status: 429,
      nextStep: `Wait ${seconds} s and send it again.`,
      headers: {
        'retry-after': String(seconds),
        ratelimit: `"${policy}";r=0;t=${seconds}`,
        'ratelimit-policy': `"${policy}";q=${burst}${windowSeconds}`,
      },
    });
  }
}
