import type { Logger } from '#kernel/telemetry/logger.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { asAppError } from '#kernel/http/as-app-error.ts';
import type { AnswerPart } from '../answer/answer-part.ts';
import { complete, interrupted, stopped } from './end-run.ts';
import type { RunEnd } from './end-run.ts';
import { RunAbort } from './run-abort.ts';
import type { RunWriter } from './run-writer.ts';

export interface ProduceRunOptions {
  writer: RunWriter;
  parts: (signal: AbortSignal) => AsyncIterable<AnswerPart>;
  signal: AbortSignal;
  logger: Logger;
}

/** Writes an answer to its log and ends the run, whatever happens. Never rejects. */
export async function produceRun({ writer, parts, signal, logger }: ProduceRunOptions): Promise<void> {
  await using log = writer;
  try {
    const end = await writeParts(log, parts(signal), signal).catch((error: unknown) =>
      endOf(error, signal, logger),
    );
    await (end === undefined ? log.settle() : log.end(end));
  } catch (error) {
    // Its lease runs out and the maintenance ends it.
    logger.error({ err: error }, 'the end of a run could not be stored');
  }
}

async function writeParts(
  log: RunWriter,
  parts: AsyncIterable<AnswerPart>,
  signal: AbortSignal,
): Promise<RunEnd> {
  for await (const part of parts) {
    signal.throwIfAborted();
    log.write(part);
    // The text is there before it is judged: that takes the processor a while.
    if (part.type === 'text-end') await log.drain();
  }
  signal.throwIfAborted();
  return complete;
}

/** Undefined when the run is no longer ours to end. */
function endOf(error: unknown, signal: AbortSignal, logger: Logger): RunEnd | undefined {
  const abort = signal.reason instanceof RunAbort ? signal.reason : undefined;
  if (abort === undefined) return failed(error, logger);
  if (abort.kind === 'cancelled') return stopped;
  if (abort.kind === 'shutdown') return interrupted;
  if (abort.kind === 'lost') return undefined;
  return failed(abort.cause, logger);
}

function failed(error: unknown, logger: Logger): RunEnd {
  const { code, message, nextStep } = asAppError(error);
  // A provider that is down is its owner's business; a failure without a name is ours.
  if (error instanceof AppError) logger.warn({ err: error, code }, 'an answer failed');
  else logger.error({ err: error }, 'an answer failed unexpectedly');
  return { state: 'failed', last: { type: 'error', code, message, next_step: nextStep ?? null } };
}
