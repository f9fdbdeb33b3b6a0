import path from 'node:path';

/** Embedding models without an endpoint; at most one of them. */
export interface LocalEmbedding {
  /** One that needs no weights. */
  builtinEmbedding?: 'builtin/hash-ngram-v1';
  /** One on this machine. */
  localEmbedding?: { model: string; folder: string; download: boolean };
}

const BUILTIN = 'builtin/hash-ngram-v1';
const LOCAL = 'local/';

/** What the name of a model asks for; undefined where it is one of an endpoint. */
export function localEmbedding(
  name: string | undefined,
  { folder, download }: { folder: string; download: boolean },
): LocalEmbedding | undefined {
  if (name === BUILTIN) return { builtinEmbedding: BUILTIN };
  if (name?.startsWith(LOCAL) !== true) return undefined;
  return { localEmbedding: { model: name.slice(LOCAL.length), folder: path.resolve(folder), download } };
}
