const MAX_CHARACTERS = 200;

export interface OpenHeading {
  level: number;
  text: string;
}

/** The stack of headings in force after one more; a heading closes those of its own level and below. */
export function openHeading(stack: OpenHeading[], heading: OpenHeading): OpenHeading[] {
  const text = heading.text.replace(/\s+/g, ' ').trim();
  const short = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS).toWellFormed()}…` : text;
  return [...stack.filter(open => open.level < heading.level), { level: heading.level, text: short }];
}

/** The headings that all of the paths have in common, outermost first. */
export function commonHeadings(paths: string[][]): string[] {
  const [first = [], ...others] = paths;
  const end = first.findIndex((heading, depth) => others.some(path => path[depth] !== heading));
  return end === -1 ? first : first.slice(0, end);
}
