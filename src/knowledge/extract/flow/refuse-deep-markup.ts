import { Parser } from 'htmlparser2';

// Deeper than any page; the time that parsers take grows with the square of the depth.
const maxDepth = 2_000;

/** Stops at markup that nests beyond reason, before a tree is made of it. @throws Error */
export function refuseDeepMarkup(html: string): void {
  let depth = 0;
  const parser = new Parser({
    onopentag() {
      if (++depth > maxDepth) throw new Error(`the markup is nested deeper than ${maxDepth} elements`);
    },
    onclosetag: () => void depth--,
  });
  parser.end(html);
}
