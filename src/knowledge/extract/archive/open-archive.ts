import yauzl from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { decodeBytes } from '../text/decode-bytes.ts';
import { detectEncoding } from '../text/detect-encoding.ts';

const utf8Flag = 0x800;

/** Opens a ZIP file whatever its entries are called: names are shown and compared, never used as paths. */
export function openArchive(path: string): Promise<ZipFile> {
  return yauzl.openPromise(path, { autoClose: false, decodeStrings: false });
}

/** The name of an entry; programs that do not say so write it in the encoding of their machine. */
export function entryName(entry: Entry): string {
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  const guessed = (generalPurposeBitFlag & utf8Flag) === 0 && fileNameRaw.some(byte => byte >= 0x80);
  const name = guessed
    ? decodeBytes(fileNameRaw, detectEncoding(fileNameRaw) ?? 'cp437')
    : yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
  return name.replaceAll('\\', '/');
}
