import { ExtractionError } from './extraction-error.ts';

export interface Exit {
  code: number | null;
  signal: string | null;
  error?: Error;
}

/** Why a child is gone that nobody killed: V8 prints its own words before it gives up. */
export function explainDeath(exit: Exit, errorOutput: string): ExtractionError {
  const outOfMemory = /heap out of memory|Allocation failed|allocation failed/.test(errorOutput);
  return new ExtractionError(outOfMemory ? 'extraction-out-of-memory' : 'extraction-crashed', {
    cause: new Error(`exit code ${exit.code}, signal ${exit.signal}: ${errorOutput}`, { cause: exit.error }),
  });
}
