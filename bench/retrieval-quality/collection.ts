import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Passages, questions and what people judged of them: 0 is not relevant, more is better. */
export interface Collection {
  name: string;
  passages: Map<string, string>;
  questions: { text: string; relevant: Map<string, number> }[];
}

/** Of a folder as BEIR publishes them (corpus.jsonl, queries.jsonl, qrels/test.tsv), or with Cranfield's own files. */
export async function loadCollection(folder: string): Promise<Collection> {
  const name = path.basename(folder);
  if (existsSync(path.join(folder, 'cran.all.1400'))) return { name, ...(await loadCranfield(folder)) };
  if (existsSync(path.join(folder, 'corpus.jsonl'))) return { name, ...(await loadBeir(folder)) };
  throw new Error(`${folder} has neither corpus.jsonl (BEIR) nor cran.all.1400 (Cranfield).`);
}

/** Written for this benchmark: a dozen passages each, small enough to be read. */
export async function loadOwn(language: string): Promise<Collection> {
  const file = new URL(`./own/${language}.json`, import.meta.url);
  const { passages, questions } = JSON.parse(await readFile(file, 'utf8')) as {
    passages: Record<string, string>;
    questions: { text: string; relevant: Record<string, number> }[];
  };
  return {
    name: language,
    passages: new Map(Object.entries(passages)),
    questions: questions.map(({ text, relevant }) => ({ text, relevant: new Map(Object.entries(relevant)) })),
  };
}

type Loaded = Omit<Collection, 'name'>;

async function loadBeir(folder: string): Promise<Loaded> {
  const lines = async (file: string) =>
    (await readFile(path.join(folder, file), 'utf8')).split('\n').filter(line => line.trim() !== '');
  const parsed = async (file: string) =>
    (await lines(file)).map(line => JSON.parse(line) as { _id: string; title?: string; text: string });
  const corpus = await parsed('corpus.jsonl');
  const texts = new Map((await parsed('queries.jsonl')).map(query => [query._id, query.text]));
  const judged = (await lines('qrels/test.tsv')).slice(1).map(line => line.split('\t'));
  return {
    passages: new Map(corpus.map(each => [each._id, `${each.title ?? ''}\n${each.text}`.trim()])),
    questions: gather(judged as [string, string, string][], texts),
  };
}

/** Cleverdon's collection: codes 1 (a complete answer) to 4 (of minimum interest) are relevant, −1 is not. */
async function loadCranfield(folder: string): Promise<Loaded> {
  const records = async (file: string) =>
    (await readFile(path.join(folder, file), 'utf8')).split(/^\.I /m).slice(1);
  const body = (record: string) =>
    record
      .slice(record.indexOf('.W') + 2)
      .replaceAll(/\s+/g, ' ')
      .trim();
  const passages = (await records('cran.all.1400')).map((record): [string, string] => [
    String(Number.parseInt(record, 10)),
    body(record),
  ]);
  // Judgements count the questions; the numbers that these carry have gaps.
  const texts = (await records('cran.qry')).map((record, at): [string, string] => [
    String(at + 1),
    body(record),
  ]);
  const judged = (await readFile(path.join(folder, 'cranqrel'), 'utf8'))
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .filter(fields => fields.length >= 3)
    .map(([query, passage, code]): [string, string, string] => [
      query!,
      passage!,
      Number(code) > 0 ? '1' : '0',
    ]);
  return {
    passages: new Map(passages.filter(([, text]) => text !== '')),
    questions: gather(judged, new Map(texts)),
  };
}

function gather(judged: [query: string, passage: string, grade: string][], texts: Map<string, string>) {
  const relevant = new Map<string, Map<string, number>>();
  for (const [query, passage, grade] of judged) {
    if (!(Number(grade) > 0) || !texts.has(query)) continue;
    if (!relevant.has(query)) relevant.set(query, new Map());
    relevant.get(query)!.set(passage, Number(grade));
  }
  return [...relevant].map(([query, grades]) => ({ text: texts.get(query)!, relevant: grades }));
}
