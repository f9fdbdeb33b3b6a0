/** Whether `test` holds for a node or anything below it; nodes that `skip` names are not entered. */
export function someNode(
  node: any,
  test: (node: any) => unknown,
  skip: (node: any) => boolean = () => false,
): boolean {
  if (!node || typeof node.type !== 'string' || skip(node)) return false;
  if (test(node)) return true;
  return Object.entries(node).some(([key, child]) => {
    // `parent` leads out of the subtree.
    if (key === 'parent') return false;
    return Array.isArray(child)
      ? child.some(item => someNode(item, test, skip))
      : someNode(child, test, skip);
  });
}
