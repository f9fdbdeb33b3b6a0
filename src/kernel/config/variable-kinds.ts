import { isIP } from 'node:net';

export interface Variable<T> {
  /** One line for `.env.example` and the guide. */
  meaning: string;
  fallback: T;
  /** Returns undefined when `text` is not a value of this variable. */
  parse(text: string): T | undefined;
  /** Completes the sentence "it must be …". */
  allowed: string;
  /** Its value may also stand in a file that NAME_FILE names, and is never printed. */
  secret?: true;
}

interface Described<T> {
  meaning: string;
  fallback: T;
}

/** A whole number from `min` to `max`, `1_000` allowed. */
export function wholeNumber(options: Described<number> & { min: number; max: number }): Variable<number> {
  return {
    ...options,
    allowed: `a whole number from ${options.min} to ${options.max}`,
    parse: text => {
      const value = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
      return value >= options.min && value <= options.max ? value : undefined;
    },
  };
}

export function oneOf<const T extends string>(options: Described<T> & { values: readonly T[] }): Variable<T> {
  return {
    ...options,
    allowed: `one of ${options.values.join(', ')}`,
    parse: text => options.values.find(value => value === text),
  };
}

export function text<T extends string | undefined>(options: Described<T>): Variable<T> {
  return { ...options, allowed: 'any text', parse: given => given as T };
}

export const secret = <T>(variable: Variable<T>): Variable<T> => ({ ...variable, secret: true });

export function url(
  options: Described<string | undefined> & { protocols: string[] },
): Variable<string | undefined> {
  return {
    ...options,
    allowed: `a URL that starts with ${options.protocols.map(each => `${each}//`).join(' or ')}`,
    parse: given => (options.protocols.includes(URL.parse(given)?.protocol ?? '') ? given : undefined),
  };
}

/** `host:port`, parted by commas. */
export function brokers(
  options: Described<readonly string[] | undefined>,
): Variable<readonly string[] | undefined> {
  return {
    ...options,
    allowed: 'addresses such as localhost:9092, parted by commas',
    parse: given => {
      const listed = given.split(',').map(each => each.trim());
      return listed.every(each => /^[^\s:/]+:\d{1,5}$/.test(each)) ? listed : undefined;
    },
  };
}

/** Networks in CIDR notation, parted by commas. */
export function networks(options: Described<readonly string[]>): Variable<readonly string[]> {
  return {
    ...options,
    allowed: 'networks such as 10.0.0.0/8, parted by commas',
    parse: given => {
      const listed = given.split(',').map(each => each.trim());
      return listed.every(isNetwork) ? listed : undefined;
    },
  };
}

/** Tesseract's names, parted by commas. */
export function languages(options: Described<readonly string[]>): Variable<readonly string[]> {
  return {
    ...options,
    allowed: "Tesseract's names of languages such as eng,deu,chi_sim, parted by commas",
    parse: given => {
      const listed = given.split(',').map(each => each.trim());
      return listed.every(each => /^[a-z]{3,7}(_[a-z]{2,6}){0,2}$/i.test(each)) ? listed : undefined;
    },
  };
}

function isNetwork(text: string): boolean {
  const [address = '', bits = '0', ...others] = text.split('/');
  const longest = { 4: 32, 6: 128 }[isIP(address)];
  return longest !== undefined && others.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= longest;
}
