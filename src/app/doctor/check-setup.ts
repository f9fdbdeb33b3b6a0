import type { Config } from '#kernel/config/config.ts';
import type { Check } from './check.ts';
import { checkDatabase } from './check-database.ts';
import { checkDataFolder } from './check-data-folder.ts';
import { checkEmbedding } from './check-embedding.ts';
import { checkNode } from './check-node.ts';
import { checkProvider } from './check-provider.ts';

/** Looks at everything Quarry needs; changes nothing, and a check that fails stops no other. */
export async function checkSetup(config: Config): Promise<Check[]> {
  const { languageModel } = config;
  const checks = await Promise.all([
    checkNode(),
    checkDataFolder(config),
    checkDatabase(config),
    checkProvider('Language model', 'QUARRY_LLM', languageModel, 'answers are quoted passages'),
    checkEmbedding(config),
  ]);
  return checks.flat();
}
