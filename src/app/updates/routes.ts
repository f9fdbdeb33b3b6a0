import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { sendEvents } from '#kernel/http/send-events.ts';
import { followChanges } from './follow-changes.ts';
import type { Reader } from './follow-changes.ts';

/** One stream for each open page, instead of a question every second for each thing on it. */
export function updateRoutes(app: HttpApp, { db }: { db: Database }): void {
  app.get(
    '/updates',
    {
      config: { permission: 'self', sends: ['text/event-stream'] },
      schema: {
        description:
          'Server-Sent Events: `changes` names the things that changed, as { items: [{ kind, id }] }; the first, which names none, says that one listens.',
      },
    },
    async (request, reply) => {
      const reader = principalOf(request);
      await sendEvents(request, reply, { events: signal => toEvents(db, reader, signal) });
    },
  );
}

async function* toEvents(db: Database, reader: Reader, signal: AbortSignal) {
  for await (const items of followChanges(db, reader, signal)) yield { event: 'changes', data: { items } };
}
