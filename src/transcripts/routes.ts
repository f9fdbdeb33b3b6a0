import type { HttpApp } from '#kernel/http/http-app.ts';
import { importRoutes } from './import/routes.ts';
import type { ImportRoutesOptions } from './import/routes.ts';
import { scoringRoutes } from './sentiment/routes.ts';
import type { ScoringRoutesOptions } from './sentiment/routes.ts';
import { timelineRoutes } from './timeline/routes.ts';

export function transcriptRoutes(app: HttpApp, options: ImportRoutesOptions & ScoringRoutesOptions): void {
  importRoutes(app, options);
  scoringRoutes(app, options);
  timelineRoutes(app, options);
}
