import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { LanguageProvider } from '#language/language.tsx';
import type { Words } from '#language/language.tsx';
import { useUpdates } from '#updates/use-updates.ts';
import { createAppRouter } from './router.tsx';
import { createQueryClient } from './create-query-client.ts';

const client = createQueryClient({
  onSignedOut: () => {
    if (router.state.location.pathname === '/sign-in') return;
    void router.navigate({ to: '/sign-in', replace: true }).then(() => client.clear());
  },
});
const router = createAppRouter(client);

export function Providers({ words }: { words: Words }) {
  return (
    <QueryClientProvider client={client}>
      <LanguageProvider first={words}>
        <Updates />
        <RouterProvider router={router} />
      </LanguageProvider>
    </QueryClientProvider>
  );
}

/** Outside the pages: walking from one to another must not interrupt the stream. */
function Updates() {
  useUpdates();
  return null;
}
