import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Providers } from '#app/providers.tsx';
import { loadFirstWords } from '#language/language.tsx';
import { catchSignInToken } from '#session/sign-in-token.ts';
import '#app/styles.css';

catchSignInToken();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root".');
const words = await loadFirstWords();
createRoot(root).render(
  <StrictMode>
    <Providers words={words} />
  </StrictMode>,
);
