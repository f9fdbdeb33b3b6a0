import { isExtractionErrorCode } from '#knowledge/extract/extraction-error.ts';
import type { ExtractionLimits } from '#knowledge/extract/extraction-limits.ts';
import type { HostileFile } from './hostile-file.ts';
import type { ReadFile } from './read-batch.ts';

/** A kill takes its time on a busy machine. */
const marginMs = 5_000;

/** What is wrong with how a file ended, in plain sentences; none is right. */
export function judgeEnding({ file, ending, elapsedMs }: ReadFile, limits: ExtractionLimits): string[] {
  const late = elapsedMs > limits.timeoutMs + marginMs ? [`took ${Math.round(elapsedMs)} ms`] : [];
  const found = ending.state === 'read' ? ending.problems : judgeCode(file, ending.code);
  const unread = ending.state === 'read' && mustFail(file) ? ['was read, though it must not be'] : [];
  return [...late, ...found, ...unread].map(problem => `${file.name}: ${problem}`);
}

/** The same for a code alone, as the server tells it. */
export function judgeCode(file: HostileFile, code: string): string[] {
  if (!isExtractionErrorCode(code)) return [`failed without a known cause (${code})`];
  const { mayFailWith } = file;
  return mayFailWith === undefined || mayFailWith.includes(code) || isSlow(code)
    ? []
    : [`failed with ${code}`];
}

const mustFail = ({ mayFailWith, trouble }: HostileFile): boolean =>
  trouble === 'encrypted' && mayFailWith !== undefined;

/** On a busy machine any file may meet a limit; that it does is a clear end as well. */
const isSlow = (code: string): boolean => code === 'extraction-timeout';
