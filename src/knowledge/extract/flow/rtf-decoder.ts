import iconv from 'iconv-lite';

/** Windows' numbers for character sets, as fonts of an RTF file name them. */
const codePageOfCharacterSet: Record<number, number> = {
  0: 1252,
  77: 10000,
  128: 932,
  129: 949,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
};

/** Gathers bytes, because a character may take two of them, and decodes them by the font they stand in. */
export class RtfDecoder {
  codePage: number | undefined;
  readonly #codePageOfFont = new Map<number, number>();
  #bytes: Buffer[] = [];

  setCharacterSet(font: number | undefined, characterSet: number | undefined): void {
    const codePage = codePageOfCharacterSet[characterSet ?? -1];
    // Set 0 is the document's own.
    if (font !== undefined && codePage !== undefined && characterSet !== 0)
      this.#codePageOfFont.set(font, codePage);
  }

  add(bytes: Buffer): void {
    if (bytes.length > 0) this.#bytes.push(bytes);
  }

  take(font: number | undefined): string {
    if (this.#bytes.length === 0) return '';
    const bytes = Buffer.concat(this.#bytes);
    this.#bytes = [];
    const codePage = this.#codePageOfFont.get(font ?? -1) ?? this.codePage ?? 1252;
    const encoding = codePage === 65001 ? 'utf8' : codePage === 10000 ? 'macroman' : `cp${codePage}`;
    return iconv.decode(bytes, iconv.encodingExists(encoding) ? encoding : 'cp1252');
  }
}
