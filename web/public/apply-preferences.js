// Runs before the first paint, so that a dark page never flashes white. A file of its own: inline scripts are not allowed.
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
