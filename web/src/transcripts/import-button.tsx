import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { importTranscripts } from '#api/transcripts.ts';
import { Button } from '#components/ui/button.tsx';
import { useSession } from '#session/use-session.ts';
import { useTranscriptText } from './transcript-words.ts';

export function ImportButton() {
  const words = useTranscriptText();
  const client = useQueryClient();
  const { scopes } = useSession();
  const input = useRef<HTMLInputElement>(null);
  const [sent, setSent] = useState(0);
  const send = useMutation({
    mutationFn: (file: File) => importTranscripts(file, setSent),
    meta: { isAnnounced: true },
    onMutate: () => setSent(0),
    onSuccess: () => client.invalidateQueries({ queryKey: ['imports'] }),
  });
  if (!scopes.includes('transcripts:write')) return null;
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,.jsonl,.ndjson,.csv,.gz,.zip,.zst"
        aria-label={words.importFile}
        onChange={event => {
          const [file] = event.target.files ?? [];
          if (file) send.mutate(file);
          event.target.value = '';
        }}
      />
      <Button variant="soft" disabled={send.isPending} onClick={() => input.current?.click()}>
        <Upload /> {send.isPending ? words.sending(Math.round(sent * 100)) : words.importFile}
      </Button>
    </>
  );
}
