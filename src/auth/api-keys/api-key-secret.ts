import { crc32 } from 'node:zlib';
import { createSecretBytes } from '../secrets.ts';
import { encodeBase62 } from './base62.ts';

/** Lets people, and scanners for leaked secrets, recognise a key. */
const PREFIX = 'qk_';
const SECRET_WIDTH = 43;
const CHECKSUM_WIDTH = 6;
const shape = new RegExp(`^${PREFIX}[0-9A-Za-z]{${SECRET_WIDTH + CHECKSUM_WIDTH}}$`);

/** `qk_`, 256 random bits in base 62, and a CRC-32 of what stands before it. */
export function createApiKeySecret(): string {
  const secret = encodeBase62(BigInt(`0x${createSecretBytes().toString('hex')}`), SECRET_WIDTH);
  return PREFIX + secret + checksumOf(PREFIX + secret);
}

/** Whether this can be a key at all: typing errors and noise never reach the database. */
export const isApiKeySecret = (text: string): boolean =>
  shape.test(text) && text.slice(-CHECKSUM_WIDTH) === checksumOf(text.slice(0, -CHECKSUM_WIDTH));

/** The beginning, so that people recognise a key in a list. */
export const hintOf = (secret: string): string => `${secret.slice(0, PREFIX.length + 4)}…`;

const checksumOf = (text: string): string => encodeBase62(BigInt(crc32(text)), CHECKSUM_WIDTH);
