import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { ApiError } from '#api/request.ts';
import { loadPart } from '#components/lazy-part.ts';
import { sessionQuery } from '#session/use-session.ts';
import { parseTranscriptPlace } from '#transcripts/transcript-place.ts';
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

const guarded = {
  getParentRoute: () => rootRoute,
  beforeLoad: ({ context }: { context: { client: QueryClient } }) => requireSession(context.client),
} as const;

// Each of these comes with the first visit to it.
const pageRoutes = [
  createRoute({
    ...guarded,
    path: '/usage',
    component: lazyRouteComponent(() => loadPart(() => import('#usage/usage-page.tsx'))),
  }),
  createRoute({
    ...guarded,
    path: '/jobs',
    component: lazyRouteComponent(() => loadPart(() => import('#jobs/jobs-page.tsx'))),
  }),
  createRoute({
    ...guarded,
    path: '/live',
    component: lazyRouteComponent(() => loadPart(() => import('#features/live-page.tsx'))),
  }),
  createRoute({
    ...guarded,
    path: '/settings',
    component: lazyRouteComponent(() => loadPart(() => import('#settings/settings-page.tsx'))),
  }),
  createRoute({
    ...guarded,
    path: '/transcripts',
    validateSearch: parseTranscriptPlace,
    component: lazyRouteComponent(() => loadPart(() => import('#transcripts/transcripts-page.tsx'))),
  }),
];

// For strangers: whoever holds a link needs no account.
const shareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/share/$kind',
  component: lazyRouteComponent(() => loadPart(() => import('#sharing/share-page.tsx'))),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  component: lazyRouteComponent(() => loadPart(() => import('#session/sign-in-page.tsx'))),
});

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
    routeTree: rootRoute.addChildren([workspaceRoute, ...pageRoutes, shareRoute, signInRoute]),
    context: { client },
    defaultPendingComponent: LoadingPage,
    defaultErrorComponent: ProblemPage,
    defaultPendingMs: 300,
  });
}
