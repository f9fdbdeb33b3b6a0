import { createRootRouteWithContext, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { ApiError } from '#api/request.ts';
import { SignInPage } from '#session/sign-in-page.tsx';
import { sessionQuery } from '#session/use-session.ts';
import { parsePlace } from '#workspace/place.ts';
import { LoadingPage, NotFoundPage, ProblemPage } from './state-pages.tsx';
import { WorkspacePage } from './workspace-page.tsx';
import type { QueryClient } from '@tanstack/react-query';

const rootRoute = createRootRouteWithContext<{ client: QueryClient }>()({ notFoundComponent: NotFoundPage });

const workspaceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: parsePlace,
  component: WorkspacePage,
  beforeLoad: ({ context }) => requireSession(context.client),
});

const signInRoute = createRoute({ getParentRoute: () => rootRoute, path: '/sign-in', component: SignInPage });

async function requireSession(client: QueryClient): Promise<void> {
  try {
    await client.ensureQueryData(sessionQuery);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) throw redirect({ to: '/sign-in' });
    throw error;
  }
}

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree: rootRoute.addChildren([workspaceRoute, signInRoute]),
    context: { client },
    defaultPendingComponent: LoadingPage,
    defaultErrorComponent: ProblemPage,
    defaultPendingMs: 300,
  });
}
