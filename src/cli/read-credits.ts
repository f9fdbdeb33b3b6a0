import { InvalidInput } from '#kernel/errors/common-errors.ts';

const MICRO_DIGITS = 6;

/** "2.5" credits in micro-credits, exactly; "none" is no limit. @throws InvalidInput */
export function readCredits(text: string): number | null {
  if (text === 'none') return null;
  const [, whole = '', fraction = ''] = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  if (whole === '')
    throw new InvalidInput(
      `“${text}” is no number of credits: write 5, 2.5 or none, with at most six decimals.`,
    );
  return Number(whole + fraction.padEnd(MICRO_DIGITS, '0'));
}
