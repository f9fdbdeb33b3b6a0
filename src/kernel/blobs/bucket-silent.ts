import { Overloaded } from '../errors/common-errors.ts';

/** The bucket is away or refuses: for whoever asks now, both pass only with time or an operator. */
export class BucketSilent extends Overloaded {
  constructor(cause: unknown) {
    super('The store of files does not answer right now.', { retryAfterSeconds: 5, cause });
  }
}
