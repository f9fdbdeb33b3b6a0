import { findNativeTesseract } from './native/find-native-tesseract.ts';
import { defaultOcrSettings } from './ocr-settings.ts';
import type { OcrSettings } from './ocr-settings.ts';

let found: Promise<OcrSettings> | undefined;

/** How images can be read on this machine; looked up once in a process. */
export function findOcrSettings(): Promise<OcrSettings> {
  found ??= settle(defaultOcrSettings.languages);
  return found;
}

/** The installed Tesseract reads only if it has the data of all languages; the packages bring English and Thai. */
async function settle(wanted: string[]): Promise<OcrSettings> {
  const native = await findNativeTesseract();
  const lacks = (available: string[]): string[] => wanted.filter(language => !available.includes(language));
  const missingNatively = lacks(native?.languages ?? []);
  const missing = lacks(defaultOcrSettings.languages);
  if (native && missingNatively.length <= missing.length) {
    const languages = wanted.filter(language => !missingNatively.includes(language));
    return { ...defaultOcrSettings, languages, missingLanguages: missingNatively, command: native.command };
  }
  const languages = wanted.filter(language => !missing.includes(language));
  return { ...defaultOcrSettings, languages, missingLanguages: missing };
}
