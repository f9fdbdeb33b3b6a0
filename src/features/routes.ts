import type { HttpApp } from '#kernel/http/http-app.ts';
import { definitionRoutes } from './definitions/routes.ts';
import { eventRoutes } from './events/routes.ts';
import type { EngineDeps } from './flink/deploy-to.ts';
import { engineRoutes } from './flink/routes.ts';
import { servingRoutes } from './serving/routes.ts';
import type { ServingDeps } from './serving/serve-vectors.ts';
import { featureSourceRoutes } from './sources/routes.ts';
import type { FeatureSourceRoutesOptions } from './sources/routes.ts';
import type { TrainingDeps } from './training/build-training-set.ts';
import { trainingRoutes } from './training/routes.ts';

export function featureRoutes(
  app: HttpApp,
  deps: ServingDeps & TrainingDeps & EngineDeps & FeatureSourceRoutesOptions,
): void {
  definitionRoutes(app, deps);
  eventRoutes(app, deps);
  servingRoutes(app, deps);
  featureSourceRoutes(app, deps);
  engineRoutes(app, deps);
  trainingRoutes(app, deps);
}
