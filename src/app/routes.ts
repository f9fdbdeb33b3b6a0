import { apiKeyRoutes } from '#auth/api-keys/routes.ts';
import { auditRoutes } from '#auth/audit/routes.ts';
import { memberRoutes } from '#auth/members/routes.ts';
import { registerAuth } from '#auth/register-auth.ts';
import { sessionRoutes } from '#auth/sessions/routes.ts';
import { shareRoutes } from '#auth/shares/routes.ts';
import { conversationRoutes } from '#chat/conversations/routes.ts';
import { shareConversation } from '#chat/conversations/share-conversation.ts';
import { feedbackRoutes } from '#chat/feedback/routes.ts';
import type { Runs } from '#chat/runs/open-runs.ts';
import { runRoutes } from '#chat/runs/routes.ts';
import { mcpRoutes } from '#doors/mcp/routes.ts';
import { openAiRoutes } from '#doors/openai/routes.ts';
import { registryRoutes } from '#features/schemas/routes.ts';
import { featureRoutes } from '#features/routes.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { insightRoutes } from '#insights/routes.ts';
import { shareInsight } from '#insights/share-insight.ts';
import { chunkRoutes } from '#knowledge/chunk/routes.ts';
import { cleanUpLibrary } from '#knowledge/documents/delete-document.ts';
import { documentRoutes } from '#knowledge/documents/routes.ts';
import { libraryRoutes } from '#knowledge/libraries/routes.ts';
import { sampleRoutes } from '#knowledge/samples/routes.ts';
import { searchRoutes } from '#knowledge/search/routes.ts';
import { uploadRoutes } from '#knowledge/uploads/routes.ts';
import { transcriptRoutes } from '#transcripts/routes.ts';
import { planRoutes } from '#usage/plans/routes.ts';
import { usageRoutes } from '#usage/records/routes.ts';
import { MAX_IMPORT_BYTES } from './context.ts';
import type { Context } from './context.ts';
import { accountRoutes } from './deletion/account-routes.ts';
import { deletionRoutes } from './deletion/routes.ts';
import { healthRoutes } from './health-routes.ts';
import { providerRoutes } from './provider-routes.ts';
import { updateRoutes } from './updates/routes.ts';
import { version } from './version.ts';

/** Every route of Quarry; each room mounts its own. */
export async function mountRoutes(app: HttpApp, context: Context, runs: Runs): Promise<void> {
  const { db, jobs, blobs, config, logger, uploads, usage, embeddingModel: embed } = context;
  await registerAuth(app, { db, limits: config.tenantLimits });
  healthRoutes(app, context);
  await app.register(
    async api => {
      sessionRoutes(api, { db });
      apiKeyRoutes(api, { db });
      memberRoutes(api, { db });
      auditRoutes(api, { db });
      shareRoutes(api, { db, kinds: [shareConversation(db), shareInsight(db)] });
      deletionRoutes(api, context);
      accountRoutes(api, context);
      updateRoutes(api, { db });
      providerRoutes(api, { config });
      libraryRoutes(api, { db, onDelete: (tx, library) => cleanUpLibrary(tx, jobs, library) });
      sampleRoutes(api, { db, jobs, blobs, usage });
      documentRoutes(api, {
        db,
        jobs,
        blobs,
        uploads,
        usage,
        embed,
        maxUploadBytes: config.maxUploadBytes,
      });
      chunkRoutes(api, { db, embed, usage });
      searchRoutes(api, { db, embed, reranker: context.reranker, usage, logger });
      conversationRoutes(api, { db });
      feedbackRoutes(api, { db });
      runRoutes(api, { db, runs });
      insightRoutes(api, { db, jobs, usage, languageModel: context.languageModel });
      usageRoutes(api, { db });
      planRoutes(api, { db });
      const { features } = context;
      featureRoutes(api, { db, jobs, blobs, usage, ...features, loadWriters: features.schemas.loadWriters });
    },
    { prefix: '/api/v1' },
  );
  await app.register(async api => uploadRoutes(api, { uploads, maxBytes: MAX_IMPORT_BYTES }), {
    prefix: '/api/v1',
  });
  // Apart from the documents: both take forms, each with limits of its own.
  await app.register(async api => transcriptRoutes(api, transcriptOptions(context)), { prefix: '/api/v1' });
  await app.register(async api => openAiRoutes(api, { db, runs, usage, embed, logger }), { prefix: '/v1' });
  await app.register(async api => registryRoutes(api, { db }), { prefix: '/registry' });
  mcpRoutes(app, { db, runs, usage, embed, logger, version });
}

function transcriptOptions({
  db,
  jobs,
  blobs: documentBlobs,
  importBlobs,
  uploads,
  usage,
  sentimentEngines,
}: Context) {
  const engineIds = [...sentimentEngines.keys()] as [string, ...string[]];
  return {
    db,
    jobs,
    blobs: importBlobs,
    documentBlobs,
    uploads,
    usage,
    engineIds,
    maxImportBytes: MAX_IMPORT_BYTES,
  };
}
