import { AppError } from '../errors/app-error.ts';
import { InvalidInput } from '../errors/common-errors.ts';

/** A request with the same key is being worked on. */
export class RequestInFlight extends AppError {
  constructor() {
    super('A request with this Idempotency-Key is still being worked on.', {
      code: 'request-in-flight',
      status: 409,
      nextStep: 'Repeat it in a moment: it then gets the first reply.',
      headers: { 'retry-after': '1' },
    });
  }
}

/** The key was used for another request. */
export class KeyReused extends AppError {
  constructor() {
    super('This Idempotency-Key was used for another request.', {
      code: 'idempotency-key-reused',
      status: 422,
      nextStep: 'Use a new key for each new request, and the same one only to repeat it.',
    });
  }
}

export class InvalidKey extends InvalidInput {
  constructor() {
    super('An Idempotency-Key has 1 to 255 visible ASCII characters.', { code: 'invalid-idempotency-key' });
  }
}
