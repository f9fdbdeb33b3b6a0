import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { HttpApp } from './http-app.ts';
import { PROBLEM_TYPE } from './problem.ts';

const problem = {
  description: 'What went wrong.',
  content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
};

const securitySchemes = {
  apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `qk_…`.' },
  session: { type: 'apiKey', in: 'cookie', name: '__Host-quarry' },
} as const;

/** OpenAPI 3.1 from the routes' own schemas, at /api/openapi.json, and a page to browse it at /api/docs. */
export async function describeApi(app: HttpApp, options: { version: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Quarry',
        version: options.version,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: { securitySchemes },
      security: [{ apiKey: [] }, { session: [] }],
    },
    transform: describeRoute as typeof jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  app.get('/api/openapi.json', { schema: { hide: true }, config: { public: true } }, () => app.swagger());
  await app.register(serveDocs);
}

/** Adds what every route has: who may call it, and how it fails. */
function describeRoute(route: Parameters<typeof jsonSchemaTransform>[0]) {
  // Pages and files of the web app have no schema and are no part of the API.
  if (route.schema === undefined) return { schema: { hide: true }, url: route.url };
  const { schema, url } = jsonSchemaTransform(route);
  if (schema['hide'] === true) return { schema, url };
  const { permission, sends } = route.route.config ?? {};
  const tag = url.replace('/api/v1/', '').split('/')[0];
  return {
    url,
    schema: {
      ...schema,
      tags: schema['tags'] ?? [tag],
      ...(permission === undefined
        ? { security: [] }
        : { description: `Needs the permission \`${permission}\`.` }),
      response: {
        ...(sends && { 200: filesOf(sends) }),
        ...(schema['response'] as object),
        default: problem,
      },
    },
  };
}

const filesOf = (mediaTypes: readonly string[]) => ({
  description: 'A file, or events as they come.',
  content: Object.fromEntries(mediaTypes.map(type => [type, { schema: {} }])),
});

async function serveDocs(app: HttpApp): Promise<void> {
  app.addHook('onRoute', route => {
    route.config = { ...route.config, public: true };
  });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    uiConfig: { layout: 'BaseLayout', tryItOutEnabled: true },
    theme: { title: 'Quarry API' },
  });
}
