import type { HttpApp } from '#kernel/http/http-app.ts';
import { mountExport } from './export/routes.ts';
import { mountInsight } from './insight-routes.ts';
import { mountInsights } from './list-routes.ts';
import { savedKindRoutes } from './saved-kinds/routes.ts';
import type { InsightRoutesOptions } from './routes-options.ts';
import { mountTrash } from './trash/routes.ts';

export function insightRoutes(app: HttpApp, options: InsightRoutesOptions): void {
  mountInsights(app, options);
  mountInsight(app, options);
  mountExport(app, options);
  mountTrash(app, options);
  savedKindRoutes(app, options);
}
