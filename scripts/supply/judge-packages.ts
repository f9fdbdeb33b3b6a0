export interface LockedPackage {
  hasInstallScript?: boolean;
}

/** What a lock file must not have, one sentence each; `allowed`: packages whose install scripts may run. */
export function judgePackages(
  packages: Record<string, LockedPackage>,
  allowed: Readonly<Record<string, boolean>>,
): string[] {
  return Object.entries(packages)
    .filter(([place, locked]) => place.includes(FOLDER) && locked.hasInstallScript)
    .map(([place]) => place.slice(place.lastIndexOf(FOLDER) + FOLDER.length))
    .filter(name => allowed[name] !== true)
    .map(
      name =>
        `${name} wants to run a script when it is installed, and package.json's allowScripts does not name it`,
    );
}

const FOLDER = 'node_modules/';
