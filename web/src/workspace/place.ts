import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

export type Area = 'documents' | 'chat' | 'source';
export type View = 'page' | 'text' | 'details';

/** Where the person is, as the address says it: a reload or a shared address opens the same view. */
export interface Place {
  library?: string;
  /** The documents of the library that are not asked; undefined: as this browser remembers it. */
  without?: string[];
  chat?: string;
  /** The insight that is open in the right area. */
  insight?: string;
  document?: string;
  page?: number;
  /** The answer whose citation is open, and that citation's number. */
  message?: string;
  citation?: number;
  /** How the open document is shown; the page as it looks unless it says otherwise. */
  view?: View;
  /** Which area a narrow screen shows. */
  area?: Area;
}

/** Keeps what is well-formed; a mistyped address opens the workspace instead of an error. */
export function parsePlace(search: Record<string, unknown>): Place {
  const place: Place = {
    library: readId(search['library']),
    without: readIds(search['without']),
    chat: readId(search['chat']),
    insight: readId(search['insight']),
    document: readId(search['document']),
    page: readNumber(search['page']),
    message: readId(search['message']),
    citation: readNumber(search['citation']),
    view: readView(search['view']),
    area: readArea(search['area']),
  };
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined));
}

/** What must be forgotten when the source panel closes. */
export const noSource = {
  document: undefined,
  page: undefined,
  message: undefined,
  citation: undefined,
  view: undefined,
};

export function usePlace(): Place {
  return useSearch({ strict: false }) as Place;
}

/** Changes some of the place and leaves the rest; `replace` keeps the step out of the browser's history. */
export function useGo() {
  const navigate = useNavigate();
  return useCallback(
    (changes: Partial<Place>, { replace = false }: { replace?: boolean } = {}) => {
      const search = (before: Place) => ({ ...before, ...changes });
      void navigate({ to: '/', search: search as never, replace });
    },
    [navigate],
  );
}

function readId(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9a-f-]{36}$/i.test(value) ? value : undefined;
}

/** An address can hold so many. */
export const maxIds = 40;

function readIds(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length > maxIds) return undefined;
  const ids = value.map(readId).filter(id => id !== undefined);
  return ids.length > 0 ? ids : undefined;
}

function readNumber(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

function readArea(value: unknown): Area | undefined {
  return value === 'documents' || value === 'chat' || value === 'source' ? value : undefined;
}

function readView(value: unknown): View | undefined {
  return value === 'text' || value === 'details' ? value : undefined;
}
