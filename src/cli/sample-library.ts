import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The sample library that ships with the project. */
export const SAMPLE_FOLDER = fileURLToPath(new URL('../../samples/library/', import.meta.url));
export const SAMPLE_LIBRARY = 'Sample library';

export interface SampleQuestion {
  question: string;
  demo: boolean;
}

export async function readSampleQuestions(): Promise<SampleQuestion[]> {
  const file = new URL('../../samples/questions.json', import.meta.url);
  return (JSON.parse(await readFile(file, 'utf8')) as { questions: SampleQuestion[] }).questions;
}
