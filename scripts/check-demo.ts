import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

// Runs the newcomer's demo on an empty folder and holds its answers to what samples/questions.json expects.

interface Question {
  question: string;
  demo?: boolean;
  expected: { document: string; page: number | null; phrase: string } | null;
}

interface Answer {
  question: string;
  text: string;
  citations: { document_title: string; page_start: number | null }[];
}

const MAIN = new URL('../src/cli/main.ts', import.meta.url).pathname;
const QUESTIONS = new URL('../samples/questions.json', import.meta.url);
const LIMIT_SECONDS = 60;

const { questions } = JSON.parse(await readFile(QUESTIONS, 'utf8')) as { questions: Question[] };
const { answers, seconds } = await runDemo();
const faults = questions.filter(each => each.demo).flatMap(each => judge(each, answers));
if (seconds > LIMIT_SECONDS) faults.push(`it took ${seconds.toFixed(1)} s, more than ${LIMIT_SECONDS}`);
for (const fault of faults) console.error(`demo: ${fault}`);
console.log(
  `demo: ${answers.length} answers in ${seconds.toFixed(1)} s, first start included, ${faults.length} faults`,
);
process.exitCode = faults.length === 0 ? 0 : 1;

async function runDemo(): Promise<{ answers: Answer[]; seconds: number }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quarry-demo-'));
  const startedMs = performance.now();
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, 'demo', '--json'], {
      env: { ...process.env, QUARRY_DATA_DIR: folder },
      maxBuffer: 1e8,
    });
    const { answers } = JSON.parse(stdout) as { answers: Answer[] };
    return { answers, seconds: (performance.now() - startedMs) / 1000 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is wrong with the answer, one sentence each. */
function judge({ question, expected }: Question, answers: Answer[]): string[] {
  const answer = answers.find(each => each.question === question);
  if (answer === undefined) return [`“${question}” was not answered`];
  if (expected === null) return [];
  const title = path.parse(expected.document).name;
  const cites = answer.citations.some(
    each => each.document_title === title && (expected.page === null || each.page_start === expected.page),
  );
  return [
    ...(answer.text.replaceAll('**', '').includes(expected.phrase)
      ? []
      : [`“${expected.phrase}” is missing in: ${answer.text}`]),
    ...(cites ? [] : [`“${question}” does not cite ${title}, page ${expected.page}`]),
  ];
}
