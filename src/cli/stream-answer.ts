import { AppError } from '#kernel/errors/app-error.ts';
import type { ApiClient } from './api-client.ts';
import { formatPlace } from './format-place.ts';
import type { Place } from './format-place.ts';
import type { Output } from './output.ts';

export interface Question {
  text: string;
  library_ids: string[];
  document_ids: string[];
}

export interface Citation extends Place {
  index: number;
  document_id: string;
  quote: string;
}

export interface Answer {
  question: string;
  text: string;
  answered_by: string;
  label: string | null;
  citations: Citation[];
}

/** Asks, prints the answer as it arrives and its sources after it, and returns the whole; interrupted, it stops the answer. */
export async function streamAnswer(client: ApiClient, output: Output, question: Question): Promise<Answer> {
  const answer: Answer = {
    question: question.text,
    text: '',
    answered_by: 'none',
    label: null,
    citations: [],
  };
  let runId: string | undefined;
  try {
    for await (const part of client.events('/ask', question)) {
      if (part.event === 'run') runId = part.data.run_id as string;
      takePart(answer, output, part.event, part.data);
    }
  } catch (error) {
    // Whoever interrupts does not come back to it, and an answer that nobody reads would go on costing.
    if (client.isInterrupted && runId !== undefined) await client.leave(`/runs/${runId}/cancel`);
    throw error;
  }
  output.line();
  printSources(output, answer);
  return answer;
}

function takePart(answer: Answer, output: Output, event: string, data: Record<string, unknown>): void {
  if (event === 'retrieval') output.line(describeRetrieval(data));
  if (event === 'text-start') Object.assign(answer, { answered_by: data.answered_by, label: data.label });
  if (event === 'text-delta') {
    answer.text += data.text as string;
    output.write(data.text as string);
  }
  if (event === 'citation') answer.citations.push(data as unknown as Citation);
  if (event === 'error') {
    throw new AppError(data.message as string, {
      code: data.code as string,
      status: 502,
      nextStep: (data.next_step as string | null) ?? undefined,
    });
  }
}

function describeRetrieval(data: Record<string, unknown>): string {
  const passages = (data.passages as unknown[]).length;
  const documents = data.searched_documents as number;
  return `Searched ${count(documents, 'document')}, found ${count(passages, 'passage')}.\n`;
}

function printSources(output: Output, answer: Answer): void {
  if (answer.citations.length > 0) output.line();
  for (const citation of answer.citations) output.line(`  [${citation.index}] ${formatPlace(citation)}`);
  if (answer.label !== null) output.line(`\n  ${answer.label}`);
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
