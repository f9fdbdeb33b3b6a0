import { existsSync } from 'node:fs';
import path from 'node:path';
import { HOW_TO_INSTALL, isRuntimeInstalled } from '#ai/providers/local/local-runtime.ts';
import type { Config } from '#kernel/config/config.ts';
import { note, ok, problem } from './check.ts';
import type { Check } from './check.ts';
import { checkProvider } from './check-provider.ts';

const NAME = 'Embedding model';

/** An endpoint, a model on this machine with what runs it, or the one that is built in. */
export async function checkEmbedding(config: Config): Promise<Check> {
  const { embeddingModel, builtinEmbedding, localEmbedding } = config;
  if (localEmbedding !== undefined) return checkLocal(localEmbedding);
  if (builtinEmbedding !== undefined)
    return note(
      NAME,
      `${builtinEmbedding}: compares spelling, not meaning`,
      'Configure an endpoint or a local model.',
    );
  return checkProvider(NAME, 'QUARRY_EMBEDDING', embeddingModel, 'search is by keywords');
}

function checkLocal({ model, folder, download }: NonNullable<Config['localEmbedding']>): Check {
  if (!isRuntimeInstalled())
    return problem(NAME, `nothing that runs “local/${model}” is installed`, HOW_TO_INSTALL);
  if (existsSync(path.join(folder, model))) return ok(NAME, `local/${model} in ${folder}`);
  return download
    ? note(NAME, `local/${model} is fetched when it is first used`, `It will be kept in ${folder}.`)
    : problem(
        NAME,
        `there is no ${model} in ${folder}`,
        'Put its files there, or set QUARRY_MODEL_DOWNLOAD=on.',
      );
}
