import type { RouteOptions } from 'fastify';

export interface RouteEntry {
  method: string;
  /** With its parameters, e.g. `/api/v1/libraries/:library_id`. */
  url: string;
  /** Undefined: public. */
  permission: string | undefined;
  /** Zod schemas: `params`, `querystring`, `body`, `response`. */
  schema: Record<string, unknown>;
}

/** Every route that was mounted: for the start check and for tests that must visit them all. */
export class RouteTable {
  readonly #routes: RouteOptions[] = [];

  add(route: RouteOptions): void {
    this.#routes.push(route);
  }

  list(): RouteEntry[] {
    return this.#routes.flatMap(route =>
      [route.method].flat().map(method => ({
        method,
        url: route.url,
        permission: route.config?.permission,
        schema: (route.schema ?? {}) as Record<string, unknown>,
      })),
    );
  }

  /** @throws when a route forgot to say who may call it: better no server than an open door. */
  assertGuarded(): void {
    const open = this.#routes.filter(
      ({ config }) => config?.permission === undefined && config?.public !== true,
    );
    if (open.length === 0) return;
    const names = open.map(route => `${String(route.method)} ${route.url}`).join(', ');
    throw new Error(`Routes without config.permission or config.public: ${names}`);
  }
}
