import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// `npm install` leaves native packages of other platforms out of package-lock.json when it cannot look them up, or when
// node_modules already holds this platform's (npm/cli#4828). `npm ci` then refuses the lock, on every platform. This puts
// them back: version from the package that asks for them, platform from their name. With --check it only complains.

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));

interface LockedPackage {
  version?: string;
  optional?: true;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> };
const missing = findMissing(lock.packages);

if (process.argv.includes('--check')) {
  for (const name of missing.keys()) console.error(`package-lock.json lacks ${name}`);
  if (missing.size > 0) console.error('`npm ci` will refuse it: run `npm run complete:lock`.');
  process.exitCode = missing.size > 0 ? 1 : 0;
} else if (missing.size > 0) {
  for (const [name, version] of missing)
    lock.packages[`node_modules/${name}`] = describePackage(name, version);
  const sorted = Object.entries(lock.packages).sort(([one], [other]) => one.localeCompare(other, 'en'));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
  console.log(`package-lock.json: ${missing.size} packages of other platforms added`);
}

/** Native packages that a locked package wants in exactly one version, and that are locked nowhere. */
function findMissing(packages: Record<string, LockedPackage>): Map<string, string> {
  const wanted = Object.values(packages).flatMap(each => Object.entries(each.optionalDependencies ?? {}));
  return new Map(
    wanted.filter(
      ([name, version]) => /^\d/.test(version) && !packages[`node_modules/${name}`] && platformOf(name).os,
    ),
  );
}

function describePackage(name: string, version: string): LockedPackage {
  const { os, cpu, libc } = platformOf(name);
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(libc && { libc: [libc] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}

/** "@oxlint/binding-linux-x64-musl" and the like say in their name where they run. */
function platformOf(name: string) {
  const os = /(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|aix|win32)/.exec(name)?.[1];
  const cpu = /-(arm64|arm|x64|ia32|riscv64|ppc64|s390x|loong64|mips64el)(-|$)/.exec(name)?.[1];
  const libc =
    os === 'linux' ? { musl: 'musl', gnu: 'glibc' }[/(musl|gnu)/.exec(name)?.[1] ?? ''] : undefined;
  return { os, cpu, libc };
}
