import { parseTsv } from '../parse-tsv.ts';
import type { Recogniser } from '../recogniser.ts';
import { takeTurns } from '../take-turns.ts';
import { startRecognitionThread } from './start-recognition-thread.ts';
import type { RecognitionThread } from './start-recognition-thread.ts';

/** Tesseract as WebAssembly in threads of their own, started when they are first needed. */
export function openWasmRecogniser({ threads }: { threads: number }): Recogniser {
  const inTurn = takeTurns(threads);
  const started = new Map<number, RecognitionThread>();
  return {
    name: 'tesseract.js',
    recognise: (image, languages, signal) =>
      inTurn(async place => {
        signal.throwIfAborted();
        const thread = started.get(place) ?? startRecognitionThread();
        started.set(place, thread);
        try {
          return parseTsv(await thread.recognise({ image, languages }, signal));
        } catch (error) {
          // Whatever state it is in: the next image gets a fresh one.
          started.delete(place);
          await thread.stop();
          throw error;
        }
      }),
    async [Symbol.asyncDispose]() {
      await Promise.all([...started.values()].map(thread => thread.stop()));
      started.clear();
    },
  };
}
