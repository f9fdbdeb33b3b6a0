import type { Draw } from '../api-fuzz/draw.ts';
import type { LoadRequest } from './open-load.ts';

const words = [
  'harbour',
  'tide',
  'lamp',
  'ferry',
  'keeper',
  'winter',
  'report',
  'visitor',
  'policy',
  'engine',
];

/** What a workspace does in a day: it looks things up far more often than it writes. */
export const mixOf =
  ({ libraryId, documentIds }: { libraryId: string; documentIds: readonly string[] }) =>
  (draw: Draw): LoadRequest => {
    const share = draw.integer(1, 100);
    if (share <= 35) {
      const query = `${draw.oneOf(words)} ${draw.oneOf(words)}`;
      return { method: 'POST', path: '/api/v1/search', body: { query, library_ids: [libraryId] } };
    }
    if (share <= 55) return { method: 'GET', path: `/api/v1/documents/${draw.oneOf(documentIds)}` };
    if (share <= 70) return { method: 'GET', path: `/api/v1/documents?limit=20` };
    if (share <= 80) return { method: 'GET', path: '/api/v1/conversations?limit=20' };
    if (share <= 88) return { method: 'GET', path: '/api/v1/transcripts?limit=20' };
    if (share <= 94) return { method: 'GET', path: '/api/v1/libraries' };
    return {
      method: 'POST',
      path: '/api/v1/conversations',
      body: { title: `About the ${draw.oneOf(words)}` },
    };
  };
