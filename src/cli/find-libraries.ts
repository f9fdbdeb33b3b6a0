import { AppError } from '#kernel/errors/app-error.ts';
import type { ApiClient } from './api-client.ts';

interface Library {
  id: string;
  name: string;
}

interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** Ids of the libraries with these names (or ids). @throws AppError that names the ones there are. */
export async function findLibraries(client: ApiClient, names: string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const libraries = await listAll<Library>(client, '/libraries');
  return names.map(name => {
    const found = libraries.find(library => library.name === name || library.id === name);
    if (found !== undefined) return found.id;
    throw new AppError(`There is no library named “${name}”.`, {
      code: 'not-found',
      status: 404,
      nextStep: `There are: ${libraries.map(library => library.name).join(', ') || 'none yet; `quarry ingest FILE` makes one'}.`,
    });
  });
}

/** The library of that name, made when it is missing. */
export async function findOrCreateLibrary(client: ApiClient, name: string): Promise<string> {
  const libraries = await listAll<Library>(client, '/libraries');
  const found = libraries.find(library => library.name === name);
  return found?.id ?? (await client.post<Library>('/libraries', { name })).id;
}

/** Every item of a list, page after page. */
export async function listAll<T>(
  client: ApiClient,
  route: string,
  filters: Record<string, string> = {},
): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = new URLSearchParams({ ...filters, limit: '200', ...(cursor !== '' && { cursor }) });
    const page: Page<T> = await client.get<Page<T>>(`${route}?${query.toString()}`);
    items.push(...page.items);
    cursor = page.next_cursor;
  }
  return items;
}
