import { findNativeTesseract } from './native/find-native-tesseract.ts';
import { defaultOcrSettings } from './ocr-settings.ts';
import type { OcrSettings } from './ocr-settings.ts';

const found = new Map<string, Promise<OcrSettings>>();

/** How images can be read on this machine in these languages; looked up once in a process. */
export function findOcrSettings(languages?: readonly string[]): Promise<OcrSettings> {
  const wanted = [...(languages ?? defaultOcrSettings.languages)];
  const key = wanted.join();
  const settings = found.get(key) ?? settle(wanted);
  found.set(key, settings);
  return settings;
}

/** The installed Tesseract reads only if it has the data of all languages; the packages bring English and Thai. */
async function settle(wanted: string[]): Promise<OcrSettings> {
  const native = await findNativeTesseract();
  const lacks = (available: string[]): string[] => wanted.filter(language => !available.includes(language));
  const missingNatively = lacks(native?.languages ?? []);
  const missing = lacks(defaultOcrSettings.languages);
  if (native && missingNatively.length <= missing.length) {
    const languages = wanted.filter(language => !missingNatively.includes(language));
    const settings = { ...defaultOcrSettings, missingLanguages: missingNatively, command: native.command };
    return { ...settings, languages: orEnglish(languages) };
  }
  const languages = wanted.filter(language => !missing.includes(language));
  return { ...defaultOcrSettings, languages: orEnglish(languages), missingLanguages: missing };
}

/** Some letters are better than none; what is missing is told with each page. */
function orEnglish(languages: string[]): string[] {
  return languages.length > 0 ? languages : ['eng'];
}
