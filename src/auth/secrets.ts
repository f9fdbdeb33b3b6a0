import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits: nobody guesses them, so one round of a plain hash is enough to store. */
export const createSecretBytes = (): Buffer => randomBytes(32);

/** An opaque secret for cookies and links. */
export const createSecret = (): string => createSecretBytes().toString('base64url');

/** All that is ever stored of a secret. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();
