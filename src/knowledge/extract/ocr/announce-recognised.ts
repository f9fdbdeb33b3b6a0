import { channel } from 'node:diagnostics_channel';

const recognised = channel('quarry:recognised');

/** Tells whoever holds the clock of this process that an image has been read, whatever reader asked for it. */
export function announceRecognised(elapsedMs: number): void {
  recognised.publish(elapsedMs);
}

export function onRecognised(listener: (elapsedMs: number) => void): void {
  recognised.subscribe(message => listener(message as number));
}
