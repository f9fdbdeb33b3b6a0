import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { HintProvider } from '#components/ui/hint.tsx';
import { LanguageProvider } from '#language/language.tsx';
import { createAppRouter } from './router.tsx';
import { createQueryClient } from './create-query-client.ts';

const client = createQueryClient({
  onSignedOut: () => {
    if (router.state.location.pathname === '/sign-in') return;
    void router.navigate({ to: '/sign-in', replace: true }).then(() => client.clear());
  },
});
const router = createAppRouter(client);

export function Providers() {
  return (
    <QueryClientProvider client={client}>
      <LanguageProvider>
        <HintProvider delayDuration={350}>
          <RouterProvider router={router} />
        </HintProvider>
      </LanguageProvider>
    </QueryClientProvider>
  );
}
