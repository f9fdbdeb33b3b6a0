/** One event as it lies in a log, of whatever kind. */
export interface LogEvent {
  partition: number;
  offset: number;
  /** Null: the value is JSON. */
  schemaId: number | null;
  value: Uint8Array;
  /** When it was appended: what its own time may not be far ahead of. */
  appendedMs: number;
}

/** An event that was not counted, and why. */
export interface Reject {
  kind: 'dead' | 'late';
  partition: number;
  offset: number;
  reason: string;
  message: string;
  value: Uint8Array;
}
