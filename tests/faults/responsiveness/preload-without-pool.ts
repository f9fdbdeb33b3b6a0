import { pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';

// Loaded into the server of the proof before the program itself: what threads should do is done on the main one.

const files = new WeakMap<Piscina, string>();
const { options } = Object.getOwnPropertyDescriptors(Piscina.prototype) as unknown as {
  options: { get(this: Piscina): { filename: string | null } };
};

Piscina.prototype.run = async function (this: Piscina, task: unknown) {
  const file = files.get(this) ?? options.get.call(this).filename!;
  files.set(this, file);
  const { default: work } = (await import(file.startsWith('file:') ? file : pathToFileURL(file).href)) as {
    default: (task: unknown) => unknown;
  };
  return await work(task);
};
