import { Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { useText } from '#language/language.tsx';
import { ConversationList } from './conversation-list.tsx';
import { DeletedList } from './deleted-list.tsx';

/** What the panel of conversations holds: a field to search, the list, and the way to deleted ones. */
export default function HistoryContent({ onDone }: { onDone: () => void }) {
  const text = useText();
  const [q, setQ] = useState('');
  const [isTrash, setTrash] = useState(false);
  const searched = useDeferredValue(q.trim());
  return (
    <>
      {!isTrash && (
        <div className="relative shrink-0 border-b p-2">
          <Search className="absolute top-1/2 left-4.5 size-4 -translate-y-1/2 text-muted" aria-hidden />
          <Input
            type="search"
            autoFocus
            value={q}
            maxLength={200}
            onChange={event => setQ(event.target.value)}
            placeholder={text.searchChats}
            aria-label={text.searchChats}
            className="border-transparent bg-sunken pl-9"
          />
        </div>
      )}
      <div className="min-h-0 grow overflow-y-auto p-1">
        {isTrash ? <DeletedList onDone={onDone} /> : <ConversationList q={searched} onDone={onDone} />}
      </div>
      <div className="shrink-0 border-t p-1">
        <Button variant="ghost" size="small" onClick={() => setTrash(!isTrash)}>
          {isTrash ? text.backToChats : text.deletedChats}
        </Button>
      </div>
    </>
  );
}
