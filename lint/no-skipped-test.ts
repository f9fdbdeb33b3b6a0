import type { Rule } from './rule.ts';

const testFunctions = new Set(['it', 'test', 'describe', 'suite', 'bench']);
const forbidden = new Set(['skip', 'only', 'todo', 'skipIf', 'runIf', 'fails']);

/** A test that does not run proves nothing; what cannot run somewhere is left out by an explicit flag of `npm test`. */
export const noSkippedTest: Rule = {
  meta: { docs: { description: 'no skipped, focused, conditional or to-do tests' } },
  create: context => ({
    MemberExpression(node) {
      const name = node.property.name ?? node.property.value;
      if (!forbidden.has(name) || !testFunctions.has(rootName(node.object))) return;
      context.report({ node, message: `A test with .${name} proves nothing: run it, or delete it.` });
    },
    Identifier(node) {
      if (!['xit', 'xtest', 'xdescribe', 'fit', 'fdescribe'].includes(node.name)) return;
      context.report({
        node,
        message: `${node.name} skips or focuses tests: run them all, or delete this one.`,
      });
    },
  }),
};

// `test.concurrent.skip` and `test.each(rows).skip` start at the same word as `test.skip`.
function rootName(node: any): string {
  if (node.type === 'MemberExpression') return rootName(node.object);
  if (node.type === 'CallExpression') return rootName(node.callee);
  return node.name ?? '';
}
