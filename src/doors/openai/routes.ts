import type { Runs } from '#chat/runs/open-runs.ts';
import type { EmbeddingModel } from '#ai/embed.ts';
import type { Database } from '#kernel/db/database.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { sendProblem } from '#kernel/http/answer-problems.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { chatRoutes } from './chat-routes.ts';
import { embeddingRoutes } from './embedding-routes.ts';
import { modelRoutes } from './model-routes.ts';
import { openAiForm } from './openai-error.ts';
import { vectorStoreRoutes } from './vector-store-routes.ts';

export interface OpenAiOptions {
  db: Database;
  runs: Runs;
  /** Undefined: embedding costs nothing. */
  usage?: Usage;
  /** Undefined: search is by keywords, and there are no embeddings. */
  embed?: EmbeddingModel;
  logger: Logger;
}

/** The part of OpenAI's API that clients of a document library need; mount it under `/v1`. */
export function openAiRoutes(app: HttpApp, options: OpenAiOptions): void {
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, error, openAiForm));
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, new NotFound('path'), openAiForm));
  modelRoutes(app, options);
  chatRoutes(app, options);
  embeddingRoutes(app, options);
  vectorStoreRoutes(app, options);
}
