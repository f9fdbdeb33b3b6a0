import { createRequire } from 'node:module';

/** What runs local models. Not in package.json: it brings 450 MB, which only those shall have who ask for it. */
export const LOCAL_RUNTIME = '@huggingface/transformers';

export const HOW_TO_INSTALL = `Install what runs it, in the folder of Quarry: npm install --no-save --ignore-scripts ${LOCAL_RUNTIME}@4.3.1`;

/** As seen from a file of ours, or of the package that has it. */
export function isRuntimeInstalled(from = import.meta.url): boolean {
  try {
    return createRequire(from).resolve(LOCAL_RUNTIME) !== '';
  } catch {
    return false;
  }
}
