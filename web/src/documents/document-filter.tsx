import { Search } from 'lucide-react';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { useText } from '#language/language.tsx';
import type { DocumentFilter as Filter } from '#api/documents.ts';

interface DocumentFilterProps {
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

/** Narrows the list by title and state; what is asked does not change with it. */
export function DocumentFilter({ filter, onFilter }: DocumentFilterProps) {
  const text = useText();
  const states = ['ready', 'failed', 'extracting', 'pending', 'cancelled'] as const;
  return (
    <div className="flex items-center gap-1.5 px-3 pt-3">
      <div className="relative min-w-0 grow">
        <Search className="absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted" aria-hidden />
        <Input
          type="search"
          value={filter.q ?? ''}
          maxLength={200}
          onChange={event => onFilter({ ...filter, q: event.target.value || undefined })}
          placeholder={text.searchDocuments}
          aria-label={text.searchDocuments}
          className="h-9 pl-8.5"
        />
      </div>
      <Select
        aria-label={text.stateOfDocuments}
        value={filter.status ?? ''}
        onChange={event =>
          onFilter({ ...filter, status: (event.target.value || undefined) as Filter['status'] })
        }
        className="w-24 shrink-0"
      >
        <option value="">{text.allStates}</option>
        {states.map(state => (
          <option key={state} value={state}>
            {text.states[state]}
          </option>
        ))}
      </Select>
    </div>
  );
}
