/**
 * Remembers what a pure function made of texts, the last used ones; long texts are read anew each time. Neighbouring
 * sentences and answers are compared with the same passages again and again.
 */
export function remember<Result>(read: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return text => {
    if (text.length > MAX_CHARACTERS) return read(text);
    const found = known.get(text) ?? read(text);
    // Whoever is asked for moves to the end; the one that nobody asked for longest goes.
    known.delete(text);
    known.set(text, found);
    if (known.size > MAX_TEXTS) known.delete(known.keys().next().value!);
    return found;
  };
}

const MAX_TEXTS = 500;
const MAX_CHARACTERS = 4_000;
