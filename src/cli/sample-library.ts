import { readFile } from 'node:fs/promises';

export interface SampleQuestion {
  question: string;
  demo: boolean;
}

export async function readSampleQuestions(): Promise<SampleQuestion[]> {
  const file = new URL('../../samples/questions.json', import.meta.url);
  return (JSON.parse(await readFile(file, 'utf8')) as { questions: SampleQuestion[] }).questions;
}
