/**
 * Settings of a transaction whose statements look up by keys only: planned once for a connection, and what the planner
 * would make of parameters it does not know, or of tables it has not counted yet, is not waited for.
 */
export const lookUps = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
};
