import { someNode } from './some-node.ts';
import type { Rule, RuleContext } from './rule.ts';

const message =
  'This drops the error of an awaited call, an abort included: throw it on, or look at it (return it as a value, test its kind, log it).';

/**
 * Around awaited work, a catch must throw or look at what it caught. One that does neither turns a cancelled, timed-out
 * or broken call into a success, and nobody learns why. Work without `await` cannot be aborted and is left alone.
 */
export const noSwallowedAbort: Rule = {
  meta: { docs: { description: 'a catch around awaited work throws, or uses the error it caught' } },
  create: context => ({
    TryStatement(node) {
      if (node.handler && awaits(node.block)) check(context, node.handler, node.handler.param);
    },
    CallExpression(node) {
      const handler = node.callee.property?.name === 'catch' ? node.arguments[0] : undefined;
      // A named handler (`.catch(report)`) receives the error; an inline one must do something with it.
      if (isFunction(handler)) check(context, handler, handler.params[0]);
    },
  }),
};

function check(context: RuleContext, handler: any, caught: any): void {
  const names = new Set<string>();
  someNode(caught, node => void (node.type === 'Identifier' && names.add(node.name)));
  const answers = someNode(
    handler.body,
    node => node.type === 'ThrowStatement' || (node.type === 'Identifier' && names.has(node.name)),
  );
  if (!answers) context.report({ node: handler, message });
}

function awaits(block: any): boolean {
  const isAwait = (node: any) =>
    node.type === 'AwaitExpression' || node.await === true || node.property?.name === 'throwIfAborted';
  return someNode(block, isAwait, isFunction);
}

function isFunction(node: any): boolean {
  return ['ArrowFunctionExpression', 'FunctionExpression', 'FunctionDeclaration'].includes(node?.type);
}
