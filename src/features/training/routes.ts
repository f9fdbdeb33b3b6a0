import { Readable } from 'node:stream';
import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { GroupRegistry } from '../definitions/group-registry.ts';
import { vectorToText } from '../serving/vector-text.ts';
import type { TrainingDeps } from './build-training-set.ts';
import { exportTrainingSet } from './export-training-set.ts';
import type { TrainingRow } from './export-training-set.ts';

const MAX_LABELS = 200_000;
const MAX_LABEL_BYTES = 64 * 1024 ** 2;

const label = z.object({
  entity: z.string().min(1).max(500),
  at: z.iso.datetime({ offset: true }).transform(value => new Date(value)),
});

export function trainingRoutes(app: HttpApp, deps: TrainingDeps & { groups: GroupRegistry }): void {
  app.post(
    '/features/:view/training-set',
    {
      config: { permission: 'features:read', sends: ['application/jsonl'] },
      bodyLimit: MAX_LABEL_BYTES,
      schema: {
        params: z.object({ view: z.string().max(120) }),
        body: z.object({
          mode: z.enum(['as-of-event', 'as-served']),
          labels: z.array(label).min(1).max(MAX_LABELS),
        }),
      },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const { labels } = request.body;
      const rows = await exportTrainingSet(deps, { tenantId, ...request.params, ...request.body });
      void reply.type('application/jsonl; charset=utf-8');
      return reply.send(Readable.from(linesOf(labels, rows)));
    },
  );
}

/** One line for each label, in order; `features` is null where nothing had been served. */
function* linesOf(
  labels: readonly { entity: string; at: Date }[],
  rows: readonly TrainingRow[],
): Generator<string> {
  for (const [number, { vectorAt, features }] of rows.entries()) {
    const { entity, at } = labels[number]!;
    const head = JSON.stringify({ entity, at, vector_at: vectorAt });
    yield `${head.slice(0, -1)},"features":${features === null ? 'null' : vectorToText(features)}}\n`;
  }
}
