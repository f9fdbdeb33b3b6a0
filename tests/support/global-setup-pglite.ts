import { preparePglite } from './prepare-pglite.ts';

export default async function setup(): Promise<() => Promise<void>> {
  const prepared = await preparePglite();
  return async () => await prepared[Symbol.asyncDispose]();
}
