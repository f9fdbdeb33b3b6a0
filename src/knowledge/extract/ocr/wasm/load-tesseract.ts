import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import type { GrayImage } from '../gray-image.ts';
import { toPgm } from '../gray-image.ts';

const require = createRequire(import.meta.url);
const lstmOnly = 1;

interface TesseractApi {
  Init(dataFolder: null, languages: string, engineMode: number): number;
  End(): void;
  SetImageFile(exifOrientation: number, angle: number): number;
  SetVariable(name: string, value: string): boolean;
  Recognize(monitor: null): number;
  GetTSVText(page: number): string;
}

interface TesseractModule {
  FS: { writeFile(path: string, bytes: Uint8Array): void; unlink(path: string): void };
  TessBaseAPI: new () => TesseractApi;
}

type TesseractCore = (options: {
  wasmBinary: Uint8Array;
  print(): void;
  printErr(): void;
}) => Promise<TesseractModule>;

export interface LoadedTesseract {
  /** Tesseract's table of words. Blocks the thread for as long as it takes. */
  recognise(image: GrayImage, languages: string[]): string;
}

/** Loads Tesseract's WebAssembly build. Its code and the language data are read from the installed packages only. */
export async function loadTesseract(): Promise<LoadedTesseract> {
  const build = 'tesseract.js-core/tesseract-core-simd-lstm';
  const start = require(`${build}.js`) as TesseractCore;
  const silent = (): void => undefined;
  const wasmBinary = readFileSync(require.resolve(`${build}.wasm`));
  const tesseract = await start({ wasmBinary, print: silent, printErr: silent });
  const opened = new Map<string, TesseractApi>();
  const open = (languages: string[]): TesseractApi => {
    const key = languages.join('+');
    const api = opened.get(key) ?? initialise(tesseract, languages);
    opened.set(key, api);
    return api;
  };
  return {
    recognise(image, languages) {
      const api = open(languages);
      tesseract.FS.writeFile('/input', toPgm(image));
      if (api.SetImageFile(1, 0) === 1) throw new Error('Tesseract does not take the image.');
      api.Recognize(null);
      return api.GetTSVText(0);
    },
  };
}

function initialise(tesseract: TesseractModule, languages: string[]): TesseractApi {
  for (const language of languages) {
    tesseract.FS.writeFile(`${language}.traineddata`, readLanguageData(language));
  }
  const api = new tesseract.TessBaseAPI();
  if (api.Init(null, languages.join('+'), lstmOnly) !== 0) {
    throw new Error(`Tesseract does not start with ${languages.join(', ')}.`);
  }
  return api;
}

/** The small and fast variant of the models. */
function readLanguageData(language: string): Uint8Array {
  const file = `@tesseract.js-data/${language}/4.0.0_best_int/${language}.traineddata.gz`;
  return gunzipSync(readFileSync(require.resolve(file)));
}
