import type { Gate } from './gate.ts';

const restricted = 'no-restricted-imports';

/** The house: who may import whom. */
export const storeyGates: Gate[] = [
  {
    name: 'an import from a storey above',
    tool: 'lint',
    planted: { 'src/kernel/looks-up.ts': importing('#knowledge/search/find.ts') },
    caughtBy: ['src/kernel/looks-up.ts', restricted],
    sound: { 'src/knowledge/looks-down.ts': importing('#kernel/find.ts') },
  },
  {
    name: 'an import from a storey above, in a unit test',
    tool: 'lint',
    planted: { 'src/kernel/looks-up.test.ts': importing('#knowledge/search/find.ts') },
    caughtBy: ['src/kernel/looks-up.test.ts', restricted],
  },
  {
    name: 'an import from a room on the same storey',
    tool: 'lint',
    planted: { 'src/chat/looks-aside.ts': importing('#features/serving/find.ts') },
    caughtBy: ['src/chat/looks-aside.ts', restricted],
  },
  {
    name: 'another room’s queries.ts',
    tool: 'lint',
    planted: { 'src/chat/reads-queries.ts': importing('#knowledge/search/queries.ts') },
    caughtBy: ['src/chat/reads-queries.ts', restricted],
    sound: { 'src/knowledge/search/reads-own-queries.ts': importing('./queries.ts') },
  },
  {
    name: 'another room’s routes.ts, outside app',
    tool: 'lint',
    planted: { 'src/chat/mounts-routes.ts': importing('#knowledge/documents/routes.ts') },
    caughtBy: ['src/chat/mounts-routes.ts', restricted],
    sound: { 'src/app/mounts-routes.ts': importing('#knowledge/documents/routes.ts') },
  },
  {
    name: 'a relative path into another room',
    tool: 'lint',
    planted: { 'src/chat/answer/climbs.ts': importing('../../knowledge/search/find.ts') },
    caughtBy: ['src/chat/answer/climbs.ts', restricted],
    sound: { 'src/chat/answer/stays.ts': importing('../runs/find.ts') },
  },
  {
    name: 'the product importing its tests',
    tool: 'lint',
    planted: { 'src/auth/uses-tests.ts': importing('#tests/support/find.ts') },
    caughtBy: ['src/auth/uses-tests.ts', restricted],
    sound: { 'src/auth/uses-tests.test.ts': importing('#tests/support/find.ts') },
  },
  {
    name: 'an import cycle',
    tool: 'lint',
    planted: {
      'src/kernel/round/one.ts': `import { two } from './two.ts';\nexport const one = (): number => two();\n`,
      'src/kernel/round/two.ts': `import { one } from './one.ts';\nexport const two = (): number => one();\n`,
    },
    caughtBy: ['src/kernel/round/one.ts', 'no-cycle'],
    sound: {
      'src/kernel/line/one.ts': `import { two } from './two.ts';\nexport const one = (): number => two();\n`,
      'src/kernel/line/two.ts': 'export const two = (): number => 2;\n',
    },
  },
  {
    name: 'an import cycle of types only',
    tool: 'lint',
    planted: {
      'src/kernel/types/one.ts': `import type { Two } from './two.ts';\nexport interface One {\n  two: Two;\n}\n`,
      'src/kernel/types/two.ts': `import type { One } from './one.ts';\nexport interface Two {\n  one?: One;\n}\n`,
    },
    caughtBy: ['src/kernel/types/one.ts', 'no-cycle'],
  },
];

function importing(door: string): string {
  return `import { find } from '${door}';\nexport const found = find();\n`;
}
