/** What `work` gives within that time; undefined when it fails or takes longer. Late ends are left to themselves. */
export async function settledWithin<T>(timeoutMs: number, work: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, timeoutMs);
  const inTime = await Promise.race([work.catch(asUndefined), late]);
  clearTimeout(timer);
  return inTime;
}

/** Health is told as up or down; the reason stands in the log of whoever really needed the answer. */
function asUndefined(_error: unknown): undefined {}
