import { noSkippedTest } from './no-skipped-test.ts';
import { noSwallowedAbort } from './no-swallowed-abort.ts';
import { oneClock } from './one-clock.ts';
import { oneEnvironment } from './one-environment.ts';

/** The project's own lint rules: what no published rule says. Each has a planted violation in tests/gates. */
export default {
  meta: { name: 'quarry' },
  rules: {
    'no-skipped-test': noSkippedTest,
    'no-swallowed-abort': noSwallowedAbort,
    'one-clock': oneClock,
    'one-environment': oneEnvironment,
  },
};
