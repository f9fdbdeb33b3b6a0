import type { Listener } from './database.ts';

/** Who wants which channel; both stores keep one. */
export class Listeners {
  readonly #byChannel = new Map<string, Set<Listener>>();

  get channels(): string[] {
    return [...this.#byChannel.keys()];
  }

  /** True when this is the channel's first listener. */
  add(channel: string, listener: Listener): boolean {
    const known = this.#byChannel.get(channel);
    if (known !== undefined) {
      known.add(listener);
      return false;
    }
    this.#byChannel.set(channel, new Set([listener]));
    return true;
  }

  /** True when that was the channel's last listener. */
  remove(channel: string, listener: Listener): boolean {
    const known = this.#byChannel.get(channel);
    known?.delete(listener);
    return known?.size === 0 && this.#byChannel.delete(channel);
  }

  deliver(channel: string, payload: string): void {
    for (const listener of this.#byChannel.get(channel) ?? []) listener(payload);
  }
}

/** Channel names are ours, never a user's; the check keeps it so. */
export function quoteChannel(channel: string): string {
  if (!/^[a-z_]+$/.test(channel)) throw new TypeError(`not a channel name: ${channel}`);
  return `"${channel}"`;
}
