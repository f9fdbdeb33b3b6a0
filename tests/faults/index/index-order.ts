import type { FaultPlan } from '#kernel/failpoints.ts';
import type { DatabaseConfig } from '#kernel/db/open-database.ts';
import type { LibraryKey } from '#tests/support/index-document.ts';
import type { ModelName } from './made-up-models.ts';

/** What a process of the proof is told to do until it is killed. */
export interface IndexOrder {
  database: DatabaseConfig;
  library: LibraryKey;
  role: 'keeper' | 'writer';
  /** That it has configured. */
  model: ModelName;
  seed: number;
  blobFolder: string;
  faults?: FaultPlan;
}
