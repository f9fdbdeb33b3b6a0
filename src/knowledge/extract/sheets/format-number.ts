export type NumberKind = 'plain' | 'date' | 'elapsed' | 'percent';

const dayMs = 86_400_000;
/** Excel counts days from here; its 29 February 1900, which never was, is behind us from serial 61 on. */
const epoch1900Ms = Date.UTC(1899, 11, 30);
const epoch1904Ms = Date.UTC(1904, 0, 1);
const lastSerial = 2_958_466;

const builtInDates = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 47]);

/** What a number format makes of a number, as far as a reader of text must know it. */
export function kindOfFormat(id: number, code: string | undefined): NumberKind {
  if (code === undefined) {
    if (builtInDates.has(id)) return 'date';
    if (id === 46) return 'elapsed';
    return id === 9 || id === 10 ? 'percent' : 'plain';
  }
  const bare = code.replace(/"[^"]*"|\\.|_.|\*./g, '').split(';')[0]!;
  if (/\[(h+|m+|s+)\]/i.test(bare)) return 'elapsed';
  const withoutConditions = bare.replace(/\[[^\]]*\]/g, '');
  if (/[ymdhs]/i.test(withoutConditions) && !/[0#?]/.test(withoutConditions.replace(/\.0+/g, '')))
    return 'date';
  return withoutConditions.includes('%') ? 'percent' : 'plain';
}

/** Writes a stored number as its cell shows it: dates as ISO, no digits that only binary fractions make. */
export function formatNumber(stored: string, kind: NumberKind, uses1904: boolean): string {
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) return stored;
  if (kind === 'percent') return `${tidy(value * 100)}%`;
  if (kind === 'elapsed') return formatElapsed(value);
  if (kind === 'date' && value >= 0 && value < lastSerial) return formatDate(value, uses1904);
  return tidy(value);
}

function tidy(value: number): string {
  const text = String(Number(value.toPrecision(15)));
  return /e/.test(text) && Math.abs(value) < 1e21 && Math.abs(value) >= 1
    ? BigInt(Math.round(value)).toString()
    : text;
}

function formatDate(serial: number, uses1904: boolean): string {
  const atMs = Math.round((serial * dayMs) / 1000) * 1000 + (uses1904 ? epoch1904Ms : epoch1900Ms);
  const [date, time = ''] = new Date(atMs).toISOString().split('T');
  const clock = time.slice(0, time.slice(6, 8) === '00' ? 5 : 8);
  if (serial < 1) return clock;
  return Number.isInteger(serial) ? date! : `${date} ${clock}`;
}

function formatElapsed(days: number): string {
  const seconds = Math.round(Math.abs(days) * 86_400);
  const two = (number: number): string => String(number).padStart(2, '0');
  const sign = days < 0 ? '-' : '';
  return `${sign}${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
