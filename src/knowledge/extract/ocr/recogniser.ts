import type { GrayImage } from './gray-image.ts';
import type { RecognisedWord } from './recognised-image.ts';

/** An engine that reads upright text from pixels. It works in other threads or processes, several images at a time. */
export interface Recogniser extends AsyncDisposable {
  name: string;
  /** Throws `RecognitionTimedOut` when the signal ends it, and other errors where the engine gives up. */
  recognise(image: GrayImage, languages: string[], signal: AbortSignal): Promise<RecognisedWord[]>;
}

export class RecognitionTimedOut extends Error {
  constructor() {
    super('Reading the image took too long.');
  }
}
