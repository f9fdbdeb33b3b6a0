import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { workerData } from 'piscina';
import { LOCAL_RUNTIME } from '../../providers/local/local-runtime.ts';
import { detectLanguages } from '../detect-languages.ts';
import { yieldToRequests } from '../pool/yield-to-requests.ts';
import { readConversation } from '../sentiment.ts';
import type { GivenConversation, TurnSentiment } from '../sentiment.ts';
import { judge } from './read-labels.ts';
import type { Probabilities } from './read-labels.ts';

/** What each thread of the pool is started with. */
export interface ClassifyData {
  model: string;
  folder: string;
  download: boolean;
  /** ISO 639-1; undefined: all. */
  languages?: string[];
  /** Where the package is looked for. */
  from: string;
}

type Classifier = (texts: string[], options: { top_k: null }) => Promise<Probabilities[]>;

interface Transformers {
  env: { allowRemoteModels: boolean; allowLocalModels: boolean; localModelPath: string; cacheDir: string };
  pipeline: (task: 'text-classification', model: string, options: object) => Promise<Classifier>;
}

/** Texts that go through the model together. */
const BATCH = 16;
const MAX_CHARACTERS = 2_000;

yieldToRequests();

const data = workerData as ClassifyData;
let opening: Promise<Classifier> | undefined;

/** Runs in a thread of the pool. Turns of similar length go together: the shorter ones are padded to the longest. */
export default async function score(given: GivenConversation[]): Promise<TurnSentiment[][]> {
  const conversations = given.map(readConversation);
  const places = conversations.flatMap((conversation, of) => {
    const languages = detectLanguages(conversation);
    return conversation.turns.map((text, turn) => ({ of, turn, text, language: languages[turn] ?? null }));
  });
  const scored = conversations.map(({ turns }) => Array<TurnSentiment>(turns.length));
  for (const { of, turn, language } of places)
    scored[of]![turn] = { label: 'not-available', score: null, confidence: null, language };
  const known = places
    .filter(({ text, language }) => knows(language) && text.trim() !== '')
    .toSorted((a, b) => a.text.length - b.text.length);
  for (let start = 0; start < known.length; start += BATCH) {
    const batch = known.slice(start, start + BATCH);
    const classify = await (opening ??= open());
    const texts = batch.map(({ text }) => text.slice(0, MAX_CHARACTERS));
    const found = await classify(texts, { top_k: null });
    for (const [index, { of, turn, language }] of batch.entries())
      scored[of]![turn] = { ...judge(found[index]!), language };
  }
  return scored;
}

const knows = (language: string | null): boolean =>
  data.languages === undefined || (language !== null && data.languages.includes(language));

async function open(): Promise<Classifier> {
  const file = createRequire(data.from).resolve(LOCAL_RUNTIME);
  const { env, pipeline } = (await import(pathToFileURL(file).href)) as Transformers;
  env.allowLocalModels = true;
  env.allowRemoteModels = data.download;
  env.localModelPath = data.folder;
  env.cacheDir = data.folder;
  // The pool is as wide as the machine: a model that took all cores for itself would only be in its own way.
  const session_options = { intraOpNumThreads: 1, interOpNumThreads: 1 };
  return pipeline('text-classification', data.model, { dtype: 'fp32', device: 'cpu', session_options });
}
