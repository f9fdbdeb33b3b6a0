import { readFileSync } from 'node:fs';
import { InvalidConfig } from './config.ts';
import type { Environment } from './env.ts';
import type { ConfigProblem } from './read-variable.ts';
import { variables } from './variables.ts';

/**
 * The environment with each secret that a file holds: `DATABASE_URL_FILE=/run/secrets/database` stands for
 * `DATABASE_URL=…`, so that orchestrators need not put secrets into variables.
 * @throws InvalidConfig for a file that cannot be read, and for a secret that is given twice.
 */
export function withSecretFiles(environment: Environment): Environment {
  const problems: ConfigProblem[] = [];
  const fromFiles = namesOfSecrets().map(name => [name, readSecret(name, environment, problems)]);
  if (problems.length > 0) throw new InvalidConfig(problems);
  return { ...environment, ...Object.fromEntries(fromFiles.filter(([, value]) => value !== undefined)) };
}

const namesOfSecrets = (): string[] =>
  Object.entries(variables)
    .filter(([, variable]) => 'secret' in variable)
    .map(([name]) => name);

function readSecret(name: string, environment: Environment, problems: ConfigProblem[]): string | undefined {
  const variable = `${name}_FILE`;
  const path = environment[variable]?.trim();
  if (!path) return undefined;
  if (environment[name]?.trim()) {
    problems.push({ variable, given: path, allowed: `left out when ${name} is set` });
    return undefined;
  }
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    problems.push({ variable, given: path, allowed: 'a file that this process may read' });
    return undefined;
  }
}
