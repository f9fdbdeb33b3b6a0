/** What must hold before anything is merged, cheapest first. `npm run ci` runs the list from top to bottom. */
export const steps: { name: string; command: string[] }[] = [
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'lint', command: ['oxlint'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'unused code', command: ['knip'] },
  { name: 'tests', command: ['npm', 'test'] },
];
