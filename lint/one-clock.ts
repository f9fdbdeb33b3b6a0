import type { Rule } from './rule.ts';

const message = 'Only src/kernel/clock.ts reads the time: take a Clock, so that tests can drive it.';

/** Time comes from a clock that tests can drive; `new Date(value)` only converts and is allowed. */
export const oneClock: Rule = {
  meta: { docs: { description: 'Date.now() and new Date() appear in src/kernel/clock.ts alone' } },
  create: context => ({
    MemberExpression(node) {
      if (node.object.name === 'Date' && node.property.name === 'now') context.report({ node, message });
    },
    NewExpression(node) {
      if (node.callee.name === 'Date' && node.arguments.length === 0) context.report({ node, message });
    },
    CallExpression(node) {
      if (node.callee.name === 'Date') context.report({ node, message });
    },
  }),
};
