/** The anchor of a heading, as GitHub makes it, so that links hold there and in the built pages. */
export const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
