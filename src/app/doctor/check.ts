/** One line of `quarry doctor`. */
export interface Check {
  name: string;
  /** `note`: works, but something could be added. */
  status: 'ok' | 'note' | 'problem';
  detail: string;
  nextStep?: string;
}

export const ok = (name: string, detail: string): Check => ({ name, status: 'ok', detail });

export const note = (name: string, detail: string, nextStep: string): Check => ({
  name,
  status: 'note',
  detail,
  nextStep,
});

export const problem = (name: string, detail: string, nextStep: string): Check => ({
  name,
  status: 'problem',
  detail,
  nextStep,
});
