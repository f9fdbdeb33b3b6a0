// Runs before everything else. A file of its own: inline scripts are not allowed.
// So that a dark page never flashes white.
(() => {
  let theme = null;
  let language = null;
  try {
    theme = localStorage.getItem('quarry.theme');
    language = localStorage.getItem('quarry.language');
  } catch {
    // Storage can be switched off in the browser; then the system decides.
  }
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.classList.toggle('dark', dark);
  if (language === 'en' || language === 'th') document.documentElement.lang = language;
})();

// Who is there is asked first, and the answer travels while the scripts do. The page takes it from here.
if (!/^\/(share|sign-in)/.test(location.pathname)) {
  globalThis.quarrySession = fetch('/api/v1/session', { headers: { accept: 'application/json' } });
  // Whoever takes the answer hears that there was none.
  globalThis.quarrySession.catch(() => undefined);
}
