import { parseTsv } from '../parse-tsv.ts';
import type { Recogniser } from '../recogniser.ts';
import { takeTurns } from '../take-turns.ts';
import { runTesseract } from './run-tesseract.ts';

/** The machine's own Tesseract, a process for each image. */
export function openNativeRecogniser(options: { command: string; processes: number }): Recogniser {
  const inTurn = takeTurns(options.processes);
  return {
    name: 'tesseract',
    recognise: (image, languages, signal) =>
      inTurn(async () =>
        parseTsv(await runTesseract({ command: options.command, image, languages, signal })),
      ),
    async [Symbol.asyncDispose]() {},
  };
}
