/** Arguments for Node that put a process's clock forward, or back; its monotonic clock and the database's stay. */
export function shiftClock(byMs: number): string[] {
  const source = `
    const RealDate = Date;
    const now = () => RealDate.now() + ${byMs};
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [now()] : args, self),
      apply: () => new RealDate(now()).toString(),
      get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
    });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
}
