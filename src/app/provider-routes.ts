import { z } from 'zod';
import type { Config } from '#kernel/config/config.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { Check } from './doctor/check.ts';
import { checkEmbedding } from './doctor/check-embedding.ts';
import { checkProvider } from './doctor/check-provider.ts';

const checkSchema = z.object({
  name: z.string(),
  status: z.enum(['ok', 'note', 'problem']).describe('note: works, but something could be added.'),
  detail: z.string(),
  next_step: z.string().nullable(),
});

/** Whether the models answer, asked now: what `quarry doctor` says of them, for the people who manage a workspace. */
export function providerRoutes(app: HttpApp, { config }: { config: Config }): void {
  app.post(
    '/providers/test',
    {
      config: { permission: 'members:manage' },
      schema: { response: { 200: z.object({ items: z.array(checkSchema) }) } },
    },
    async () => {
      const without = 'answers are quoted passages';
      const checks = await Promise.all([
        checkProvider('Language model', 'QUARRY_LLM', config.languageModel, without),
        checkEmbedding(config),
      ]);
      return { items: checks.map(present) };
    },
  );
}

const present = ({ name, status, detail, nextStep }: Check): z.output<typeof checkSchema> => ({
  name,
  status,
  detail,
  next_step: nextStep ?? null,
});
