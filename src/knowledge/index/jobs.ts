import { defineJob } from '#kernel/jobs/define-job.ts';
import type { JobDefinition } from '#kernel/jobs/define-job.ts';
import { growGraphJob } from './graphs/grow-graph-job.ts';
import { growGraph } from './graphs/grow-graph.ts';
import { switchModelJob } from './sets/switch-model-job.ts';
import { switchModel } from './sets/switch-model.ts';
import type { SwitchDeps } from './sets/switch-model.ts';

export function indexJobs(deps: SwitchDeps): JobDefinition[] {
  return [
    defineJob({ ...growGraphJob, run: (data, context) => growGraph(deps.db, data, context) }),
    defineJob({ ...switchModelJob, run: (data, context) => switchModel(deps, data, context) }),
  ];
}
