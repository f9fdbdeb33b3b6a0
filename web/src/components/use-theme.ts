import { useEffect, useState } from 'react';
import { readPreference, storePreference } from './preferences.ts';

export type Theme = 'light' | 'dark' | 'system';

const systemDark = window.matchMedia('(prefers-color-scheme: dark)');

/** The chosen theme; "system" follows the system while the page is open. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(readTheme);
  useEffect(() => {
    const apply = () =>
      document.documentElement.classList.toggle(
        'dark',
        theme === 'dark' || (theme === 'system' && systemDark.matches),
      );
    apply();
    systemDark.addEventListener('change', apply);
    return () => systemDark.removeEventListener('change', apply);
  }, [theme]);
  const change = (next: Theme) => {
    storePreference('theme', next);
    setTheme(next);
  };
  return [theme, change];
}

function readTheme(): Theme {
  const stored = readPreference('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}
