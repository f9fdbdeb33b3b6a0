import { expect, test } from 'vitest';
import { judgePackages } from './judge-packages.ts';

test('a package may run a script when it is installed only if it is named', () => {
  const packages = {
    '': { hasInstallScript: true },
    'node_modules/node': { hasInstallScript: true },
    'node_modules/a/node_modules/@evil/miner': { hasInstallScript: true },
    'node_modules/plain': {},
    'node_modules/quarry-web': {},
  };
  expect(judgePackages(packages, { node: true })).toEqual([
    "@evil/miner wants to run a script when it is installed, and package.json's allowScripts does not name it",
  ]);
  expect(judgePackages(packages, { node: false, '@evil/miner': true })).toHaveLength(1);
});
