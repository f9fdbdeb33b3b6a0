const MAX_CHARACTERS = 500;

// Control and formatting characters, bidirectional overrides among them, could make one name look like another.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The name a person gave a file, fit to be shown and stored; never used as a path. */
export function fileNameOf(given: string | undefined): string {
  const name = (given ?? '').toWellFormed().replace(UNSEEN, '').split(/[\\/]/).at(-1)!.trim();
  return name === '' || /^\.+$/.test(name) ? 'document' : keepEnd(name);
}

/** A title for a document that came without one. */
export function titleOf(fileName: string): string {
  const stem = fileName.replace(/\.[^.]{1,10}$/, '').trim();
  return stem === '' ? fileName : stem;
}

/** The extension stays. */
function keepEnd(name: string): string {
  return name.length <= MAX_CHARACTERS ? name : name.slice(-MAX_CHARACTERS).toWellFormed();
}
