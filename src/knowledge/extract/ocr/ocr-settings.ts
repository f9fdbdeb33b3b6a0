/** Which engine reads images, and in which languages. The child process gets it from its parent, ready to use. */
export interface OcrSettings {
  /** Tesseract's names; the first ones are tried first. All of their data lies on this machine. */
  languages: string[];
  /** Wanted, but there is no data for them here. */
  missingLanguages: string[];
  /** Where `tesseract` is installed, its absolute path; else the WebAssembly build reads. */
  command?: string;
  /** Pages that are read at the same time. */
  threads: number;
  /** For one look at an image; after that it counts as unreadable. */
  timeoutMs: number;
  /** An image with more pixels is shrunk before it is read, or left alone where it cannot be. */
  maxPixels: number;
}

/** What the packages bring: always there, whatever else the machine has. */
export const defaultOcrSettings: OcrSettings = {
  languages: ['eng', 'tha'],
  missingLanguages: [],
  threads: 2,
  timeoutMs: 120_000,
  maxPixels: 40_000_000,
};
