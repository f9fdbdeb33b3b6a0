export function quantile(values: number[], share: number): number {
  const inOrder = values.toSorted((a, b) => a - b);
  return inOrder[Math.floor((inOrder.length - 1) * share)] ?? NaN;
}
