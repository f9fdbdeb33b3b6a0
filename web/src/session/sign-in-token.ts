let waiting: string | null = null;

/**
 * Takes the token out of the address before anything else runs, so that it stays neither in the address bar nor in the
 * browser's history. The fragment never reached the server.
 */
export function catchSignInToken(): void {
  const token = readSignInToken(window.location.href);
  if (token === null) return;
  waiting = token;
  window.history.replaceState(null, '', window.location.pathname + window.location.search);
}

/** The caught token, once. */
export function takeSignInToken(): string | null {
  const token = waiting;
  waiting = null;
  return token;
}

/** The token of a sign-in link, or null where the text is none. */
export function readSignInToken(link: string): string | null {
  const hash = link.indexOf('#');
  if (hash === -1) return null;
  return new URLSearchParams(link.slice(hash + 1)).get('token') || null;
}
