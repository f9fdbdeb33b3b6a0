const plain = /^[\x20-\x7e]*$/;

/**
 * Takes out what no reader sees and PostgreSQL refuses: control characters (tabs and line breaks stay) and halves of
 * surrogate pairs; ligatures and the shapes of Arabic letters become letters, the bullets of symbol fonts become bullets.
 */
export function cleanText(text: string): string {
  // Most words are plain ASCII, and there are millions of them.
  if (plain.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n]|\ufeff/gu, '')
    .replace(/[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc]/g, form => form.normalize('NFKC'))
    .replace(/[\uf0b7\uf0a7\uf076\uf0d8\uf0fc]/g, '•');
}
