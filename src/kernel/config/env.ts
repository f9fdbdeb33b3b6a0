import { readFileSync } from 'node:fs';

export type Environment = Record<string, string | undefined>;

/** The environment, over a `.env` file of the working folder where there is one. Nothing else reads either. */
export function readEnvironment(): Environment {
  return { ...readEnvFile('.env'), ...process.env };
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnvFile(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

function parseEnvFile(text: string): Environment {
  const lines = text.split(/\r?\n/).filter(line => /^\s*[A-Z_][A-Z0-9_]*\s*=/.test(line));
  return Object.fromEntries(
    lines.map(line => [line.slice(0, line.indexOf('=')).trim(), unquote(line.slice(line.indexOf('=') + 1))]),
  );
}

function unquote(value: string): string {
  const trimmed = value.trim();
  return /^(['"]).*\1$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}
