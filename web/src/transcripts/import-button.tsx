import { Upload } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useSession } from '#session/use-session.ts';
import { useTranscriptText } from './transcript-words.ts';
import { useSending } from './use-sending.ts';

export function ImportButton() {
  const words = useTranscriptText();
  const { scopes } = useSession();
  const { queue } = useSending();
  const input = useRef<HTMLInputElement>(null);
  if (!scopes.includes('transcripts:write')) return null;
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".json,.jsonl,.ndjson,.csv,.gz,.zip,.zst"
        aria-label={words.importFile}
        onChange={event => {
          queue.add('transcripts', [...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <Button variant="soft" onClick={() => input.current?.click()}>
        <Upload /> {words.importFile}
      </Button>
    </>
  );
}
