import { openNativeRecogniser } from './native/open-native-recogniser.ts';
import type { OcrSettings } from './ocr-settings.ts';
import type { Recogniser } from './recogniser.ts';
import { openWasmRecogniser } from './wasm/open-wasm-recogniser.ts';

/** The installed Tesseract where there is one, for it is twice as fast; else the one that came with the packages. */
export function openRecogniser(settings: OcrSettings): Recogniser {
  const { command, threads } = settings;
  return command === undefined
    ? openWasmRecogniser({ threads })
    : openNativeRecogniser({ command, processes: threads });
}
