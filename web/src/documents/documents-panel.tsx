import { Plus } from 'lucide-react';
import { useRef } from 'react';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { Button } from '#components/ui/button.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useText } from '#language/language.tsx';
import { DocumentList } from './document-list.tsx';
import { EmptyDocuments } from './empty-documents.tsx';
import { LibrarySwitcher } from './library-switcher.tsx';
import { UploadList } from './upload-list.tsx';
import { useAddFiles } from './use-add-files.ts';
import { useDocuments } from './use-documents.ts';
import { useFileDrop } from './use-file-drop.ts';
import { useCurrentLibrary, useLibraries } from './use-libraries.ts';

const accepted =
  '.pdf,.docx,.docm,.pptx,.pptm,.ppsx,.xlsx,.xlsm,.odt,.rtf,.epub,.html,.htm,.md,.markdown,.txt,.text,.csv,.tsv,' +
  '.eml,.msg,.zip,.png,.jpg,.jpeg,.webp,.gif,.bmp,.tif,.tiff';

export function DocumentsPanel() {
  const text = useText();
  const { addFiles, error } = useAddFiles();
  const { isOver } = useFileDrop(addFiles);
  const input = useRef<HTMLInputElement>(null);
  const choose = () => input.current?.click();
  return (
    <>
      <div className="@container flex h-14 shrink-0 items-center justify-between gap-2 border-b px-3">
        <LibrarySwitcher />
        <Button variant="soft" size="small" aria-label={text.addDocuments} onClick={choose}>
          <Plus /> <span className="hidden @[18rem]:inline">{text.add}</span>
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          accept={accepted}
          aria-label={text.addDocuments}
          onChange={event => {
            addFiles([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
      </div>
      <div className="relative min-h-0 grow">
        <div className="h-full overflow-y-auto">
          {error && <ErrorNotice error={error} className="m-3" />}
          <UploadList />
          <PanelBody onChoose={choose} />
        </div>
        {isOver && <DropSign />}
      </div>
    </>
  );
}

function PanelBody({ onChoose }: { onChoose: () => void }) {
  const library = useCurrentLibrary();
  const libraries = useLibraries();
  const { documents, isPending, error } = useDocuments(library?.id);
  const failure = libraries.error ?? error;
  if (failure && documents.length === 0) return <ErrorNotice error={failure} className="m-3" />;
  if (libraries.isPending || (library && isPending)) {
    return <ProgressRing fraction={null} className="mx-auto mt-10" />;
  }
  if (documents.length === 0) return <EmptyDocuments onChoose={onChoose} />;
  return <DocumentList />;
}

function DropSign() {
  const text = useText();
  return (
    <div className="pointer-events-none absolute inset-0 bg-surface/90 p-3">
      <p className="grid size-full place-items-center rounded-xl border-2 border-dashed border-accent bg-accent-soft text-sm font-medium text-accent-strong">
        {text.dropHere}
      </p>
    </div>
  );
}
