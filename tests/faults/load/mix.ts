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
      const body = { query, library_ids: [libraryId] };
      return { kind: 'search', method: 'POST', path: '/api/v1/search', body };
    }
    if (share <= 55) return get('document', `documents/${draw.oneOf(documentIds)}`);
    if (share <= 70) return get('documents', 'documents?limit=20');
    if (share <= 80) return get('conversations', 'conversations?limit=20');
    if (share <= 88) return get('transcripts', 'transcripts?limit=20');
    if (share <= 94) return get('libraries', 'libraries');
    const body = { title: `About the ${draw.oneOf(words)}` };
    return { kind: 'new conversation', method: 'POST', path: '/api/v1/conversations', body };
  };

const get = (kind: string, path: string): LoadRequest => ({ kind, method: 'GET', path: `/api/v1/${path}` });
