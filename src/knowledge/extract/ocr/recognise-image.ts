import { announceRecognised } from './announce-recognised.ts';
import { findReading, findUprightReading, isClear, isSameReading } from './find-reading.ts';
import type { Reading, Recognise } from './find-reading.ts';
import type { GrayImage } from './gray-image.ts';
import type { OcrSettings } from './ocr-settings.ts';
import type { RecognisedImage } from './recognised-image.ts';
import type { Recogniser } from './recogniser.ts';
import { meanConfidence } from './score-words.ts';
import { turnBack, turnUpright } from './turn-image.ts';

export interface RecogniseImageOptions {
  recogniser: Recogniser;
  settings: OcrSettings;
  /** How the page before was to be read: most likely this one as well. */
  like?: Reading;
  /** A picture amid text: photographs and charts are left soon. */
  amidText?: boolean;
}

/** Reads an image whichever way its text runs, in the language it is in. Throws `RecognitionTimedOut`. */
export async function recogniseImage(
  image: GrayImage,
  { recogniser, settings, like, amidText }: RecogniseImageOptions,
): Promise<RecognisedImage> {
  const recognise: Recognise = async (part, languages) => {
    const startedAt = performance.now();
    try {
      return await recogniser.recognise(part, languages, AbortSignal.timeout(settings.timeoutMs));
    } finally {
      announceRecognised(performance.now() - startedAt);
    }
  };
  if (like && !amidText) {
    const guessed = await readAs(image, like, recognise);
    if (isClear(guessed.words)) return guessed;
    const found = await findReading(image, settings.languages, recognise);
    return found === undefined || isSameReading(found, like)
      ? guessed
      : await readAs(image, found, recognise);
  }
  const find = amidText ? findUprightReading : findReading;
  const found = await find(image, settings.languages, recognise);
  return found ? await readAs(image, found, recognise) : readNothing(image);
}

async function readAs(image: GrayImage, reading: Reading, recognise: Recognise): Promise<RecognisedImage> {
  const { turn, languages } = reading;
  const words = await recognise(turnUpright(image, turn), languages);
  return {
    width: image.width,
    height: image.height,
    words: words.map(word => turnBack(word, turn, image)),
    rotation: turn,
    languages,
    confidence: meanConfidence(words),
  };
}

function readNothing({ width, height }: GrayImage): RecognisedImage {
  return { width, height, words: [], rotation: 0, languages: [], confidence: 0 };
}
