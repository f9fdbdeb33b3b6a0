import { v7, validate } from 'uuid';

/** UUIDv7 (RFC 9562): ids made later sort later, so they double as a keyset tie-break. */
export const createId = (): string => v7();

export const isId = (value: string): boolean => validate(value);
