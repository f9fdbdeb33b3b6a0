import type { Rule } from './rule.ts';

/** `process.env` is read in one file; everywhere else configuration is a typed value that was checked at the start. */
export const oneEnvironment: Rule = {
  meta: { docs: { description: 'process.env is read in src/kernel/config/env.ts alone' } },
  create: context => ({
    MemberExpression(node) {
      if (node.object.name !== 'process' || (node.property.name ?? node.property.value) !== 'env') return;
      context.report({
        node,
        message: 'Only src/kernel/config/env.ts reads process.env: take the value from Config.',
      });
    },
  }),
};
