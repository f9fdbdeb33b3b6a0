import fastifyStatic from '@fastify/static';
import { NotFound } from '../errors/common-errors.ts';
import { sendProblem } from './answer-problems.ts';
import type { HttpApp } from './http-app.ts';

/** Serves the built web app; a page address that only the app itself knows gets its index.html. */
export async function serveWebApp(app: HttpApp, options: { folder: string }): Promise<void> {
  await app.register(async scope => {
    scope.addHook('onRoute', route => {
      route.config = { ...route.config, public: true };
    });
    await scope.register(fastifyStatic, {
      root: options.folder,
      wildcard: false,
      // The build brings each text as .br and .gz beside it.
      preCompressed: true,
      // Built files carry a hash of their content in their name; index.html does not.
      cacheControl: false,
      setHeaders: (reply, file) => void reply.header('cache-control', cachingOf(file)),
    });
    scope.setNotFoundHandler((request, reply) => {
      const wantsPage = request.method === 'GET' && request.headers.accept?.includes('text/html');
      if (wantsPage && !request.url.startsWith('/api/')) return reply.sendFile('index.html');
      return sendProblem(request, reply, new NotFound('path'));
    });
  });
}

const cachingOf = (file: string): string =>
  /[/\\]assets[/\\]/.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache';
