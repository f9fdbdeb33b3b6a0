import { AppError } from '#kernel/errors/app-error.ts';

/** Stable words: they are kept with dead letters, and people filter by them. */
export type UndecodableReason =
  | 'wrong-magic'
  | 'truncated'
  | 'trailing-bytes'
  | 'unknown-schema'
  | 'unreadable-schema'
  | 'too-large'
  | 'too-deep'
  | 'out-of-range'
  | 'invalid-branch'
  | 'invalid-length'
  | 'invalid-boolean'
  | 'invalid-text'
  | 'malformed';

/** Bytes that are no event of the schema they claim: `position` is where, counted from the first byte of the frame. */
export class UndecodableEvent extends AppError {
  readonly reason: UndecodableReason;
  readonly position: number;

  constructor(reason: UndecodableReason, position: number, message: string) {
    super(message, {
      code: 'undecodable-event',
      status: 422,
      nextStep: 'Send the event in the schema that its first five bytes name.',
      details: { reason, position },
    });
    this.reason = reason;
    this.position = position;
  }
}
