import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ApiError } from '#api/request.ts';
import { closeSession, findSession, openSession } from '#api/session.ts';
import type { Session } from '#api/session.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => findSession(signal),
  staleTime: 5 * 60_000,
});

/** Who is signed in; only below a route that has made sure that someone is. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

export function useSignIn() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: openOrKeepSession,
    onSuccess: async session => {
      client.setQueryData(sessionQuery.queryKey, session);
      await navigate({ to: '/', replace: true });
    },
  });
}

/** A used link is no obstacle for someone who is already signed in: people bookmark it. */
async function openOrKeepSession(token: string): Promise<Session> {
  try {
    return await openSession(token);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    return await findSession().catch(() => {
      throw error;
    });
  }
}

export function useSignOut() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: closeSession,
    meta: { isAnnounced: true },
    onSuccess: async () => {
      await navigate({ to: '/sign-in', replace: true });
      client.clear();
    },
  });
}
