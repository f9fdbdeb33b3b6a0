/** What one file may cost. */
export interface ExtractionLimits {
  /** Time that the reader may spend; while the consumer of the pages is busy, the clock stands still. */
  timeoutMs: number;
  /** Resident memory of the child process. */
  maxMemoryBytes: number;
  maxPages: number;
  maxFileBytes: number;
  /** What a container such as DOCX may unpack to, all entries together. */
  maxInflatedBytes: number;
  /** All pages together; what comes after is left out with a warning. */
  maxTextCharacters: number;
}

const mebibyte = 1024 * 1024;

/** Generous for books, tight enough that one hostile file does not take the machine. */
export const defaultExtractionLimits: ExtractionLimits = {
  timeoutMs: 120_000,
  maxMemoryBytes: 768 * mebibyte,
  maxPages: 5_000,
  maxFileBytes: 200 * mebibyte,
  maxInflatedBytes: 300 * mebibyte,
  maxTextCharacters: 50_000_000,
};
