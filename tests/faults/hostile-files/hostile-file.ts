/** What is wrong with a file, and so what may come of it. */
export type Trouble =
  | 'none'
  | 'damaged'
  | 'encrypted'
  | 'endless'
  | 'bomb'
  | 'deep'
  | 'reaching-out'
  | 'mutated';

export interface HostileFile {
  /** Shown in breaches, and the name it is uploaded under. */
  name: string;
  bytes: Buffer;
  trouble: Trouble;
  /** Codes that it may fail with; empty: it must be read. Undefined: any end is right. */
  mayFailWith?: string[];
}

/** Where files try to reach: an address that counts who asks, a file that must not be read, one that must not appear. */
export interface Bait {
  url: string;
  secretPath: string;
  canaryPath: string;
}
