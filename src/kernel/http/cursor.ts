import { createHmac, timingSafeEqual } from 'node:crypto';
import { InvalidInput } from '../errors/common-errors.ts';

/** Where a page ended: the sort key of its last row. */
export type Position = (string | number)[];

export interface CursorSigner {
  /** Makes an opaque cursor that only the same `scope` (tenant, route, filters) can read back. */
  encodeCursor(scope: string, position: Position): string;
  /** @throws InvalidCursor when it was altered, or made for another tenant, route or filter. */
  decodeCursor(scope: string, cursor: string): Position;
}

export class InvalidCursor extends InvalidInput {
  constructor() {
    super('This cursor does not belong to this list.', {
      code: 'invalid-cursor',
      nextStep: 'Start again from the first page, and keep the filters while paging.',
    });
  }
}

const SIGNATURE_BYTES = 16;

/** HMAC-SHA-256 (RFC 2104), cut to 128 bits: cursors cannot be guessed, altered or carried elsewhere. */
export function createCursorSigner(secret: string | Uint8Array): CursorSigner {
  const sign = (scope: string, payload: Buffer) =>
    createHmac('sha256', secret)
      .update(scope)
      .update('\0')
      .update(payload)
      .digest()
      .subarray(0, SIGNATURE_BYTES);
  return {
    encodeCursor(scope, position) {
      const payload = Buffer.from(JSON.stringify(position));
      return Buffer.concat([sign(scope, payload), payload]).toString('base64url');
    },
    decodeCursor(scope, cursor) {
      const bytes = Buffer.from(cursor, 'base64url');
      const [signature, payload] = [bytes.subarray(0, SIGNATURE_BYTES), bytes.subarray(SIGNATURE_BYTES)];
      const genuine =
        signature.length === SIGNATURE_BYTES && timingSafeEqual(signature, sign(scope, payload));
      if (!genuine) throw new InvalidCursor();
      return JSON.parse(payload.toString()) as Position;
    },
  };
}
