/** A library as clients of the OpenAI API name it. */
export interface LibraryModel {
  /** `kb:` and a slug that is unique in the tenant. */
  model: string;
  libraryId: string;
  createdAt: Date;
}

export interface NamedLibrary {
  id: string;
  name: string;
  created_at: Date;
}

const MAX_CHARACTERS = 60;

/**
 * One model for each library. The oldest library of a name gets the plain slug, the others one that ends in a piece of
 * their id: a library that comes later changes no name that is in use.
 */
export function nameModels(libraries: NamedLibrary[]): LibraryModel[] {
  const taken = new Set<string>();
  return libraries.toSorted(byAge).map(({ id, name, created_at: createdAt }) => {
    const plain = `kb:${slugOf(name)}`;
    const model = taken.has(plain) ? distinctModel(plain, id) : plain;
    taken.add(model);
    return { model, libraryId: id, createdAt };
  });
}

/** By its model name; a distinct name keeps naming its library when the older one is gone. */
export function findModel(libraries: NamedLibrary[], model: string): LibraryModel | undefined {
  const named = nameModels(libraries);
  const distinct = new Map(libraries.map(({ id, name }) => [distinctModel(`kb:${slugOf(name)}`, id), id]));
  return (
    named.find(each => each.model === model) ??
    named.find(each => each.libraryId === distinct.get(model) || `kb:${each.libraryId}` === model)
  );
}

const distinctModel = (plain: string, id: string): string => `${plain}-${id.slice(-8)}`;

const byAge = (a: NamedLibrary, b: NamedLibrary): number =>
  a.created_at.getTime() - b.created_at.getTime() || (a.id < b.id ? -1 : 1);

/** Letters and digits of any script stay, what stands between them is one hyphen. */
function slugOf(name: string): string {
  const words = name
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  const slug = (words ?? []).join('-').slice(0, MAX_CHARACTERS);
  return slug.toWellFormed().replace(/-$/, '') || 'library';
}
