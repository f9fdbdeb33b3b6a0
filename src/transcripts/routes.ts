import type { HttpApp } from '#kernel/http/http-app.ts';
import { importRoutes } from './import/routes.ts';
import type { ImportRoutesOptions } from './import/routes.ts';
import { scoringRoutes } from './sentiment/routes.ts';
import type { ScoringRoutesOptions } from './sentiment/routes.ts';
import { sourceRoutes } from './sources/routes.ts';
import type { SourceRoutesOptions } from './sources/routes.ts';
import { timelineRoutes } from './timeline/routes.ts';

export function transcriptRoutes(
  app: HttpApp,
  options: ImportRoutesOptions & ScoringRoutesOptions & SourceRoutesOptions,
): void {
  importRoutes(app, options);
  scoringRoutes(app, options);
  timelineRoutes(app, options);
  sourceRoutes(app, options);
}
