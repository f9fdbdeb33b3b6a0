const prefix = 'quarry.';

/** What this browser was told before; undefined where storage is switched off. */
export function readPreference(name: string): string | undefined {
  try {
    return localStorage.getItem(prefix + name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function storePreference(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // A browser without storage forgets; the page works all the same.
  }
}
