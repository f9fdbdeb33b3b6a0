import type { Usage } from '#usage/holds/open-usage.ts';
import type { StartDeps } from './start-insight.ts';

export interface InsightRoutesOptions extends StartDeps {
  /** Undefined: insights cost nothing. */
  usage?: Usage;
}
