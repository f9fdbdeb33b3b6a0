import { preparePostgres } from './prepare-postgres.ts';

export default async function setup(): Promise<() => Promise<void>> {
  const prepared = await preparePostgres();
  return async () => await prepared[Symbol.asyncDispose]();
}
