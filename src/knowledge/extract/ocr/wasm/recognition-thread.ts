import { parentPort } from 'node:worker_threads';
import { loadTesseract } from './load-tesseract.ts';
import type { ThreadAnswer, ThreadRequest } from './start-recognition-thread.ts';

// Entry of the thread: reads one image after the other until it is terminated.
const tesseract = loadTesseract();

parentPort!.on('message', ({ image, languages }: ThreadRequest) => {
  void tesseract
    .then(loaded => ({ table: loaded.recognise(image, languages) }))
    .catch((error: unknown) => ({ failure: String(error) }))
    .then((answer: ThreadAnswer) => parentPort!.postMessage(answer));
});
