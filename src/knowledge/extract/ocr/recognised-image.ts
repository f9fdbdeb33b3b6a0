import type { Box } from '../extraction.ts';

/** A word that was read from pixels. Its box lies in the image as it was given, in pixels, however the text is turned. */
export interface RecognisedWord extends Box {
  text: string;
  /** 0…1, as the engine judges itself. */
  confidence: number;
  /** Words of one line of text share a number; lines are numbered in the engine's reading order. */
  line: number;
}

/** Clockwise degrees by which the text in the image is turned. */
export type Turn = 0 | 90 | 180 | 270;

/** What an image says. */
export interface RecognisedImage {
  /** Pixels of the image as it was given. */
  width: number;
  height: number;
  words: RecognisedWord[];
  rotation: Turn;
  /** Tesseract's names of the languages it was read in, such as `eng` and `tha`. */
  languages: string[];
  /** Mean over the letters, 0…1; 0 where nothing was read. */
  confidence: number;
}
