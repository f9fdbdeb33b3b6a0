import { Check, Pause, Play, RotateCw, X } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { describeError } from '#language/describe-error.ts';
import { useText } from '#language/language.tsx';
import { useCurrentLibrary } from './use-libraries.ts';
import { useUploads } from './use-uploads.ts';
import type { Dictionary } from '#language/english.ts';
import type { Upload } from './create-upload-queue.ts';

/** What is on its way into the open library, and what did not get there. */
export function UploadList() {
  const library = useCurrentLibrary();
  const { uploads } = useUploads();
  const shown = uploads.filter(upload => upload.libraryId === library?.id);
  if (shown.length === 0) return null;
  return (
    <ul className="border-b p-1.5">
      {shown.map(upload => (
        <UploadRow key={upload.id} upload={upload} />
      ))}
    </ul>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const text = useText();
  const { pause, remove, retry } = useUploads();
  const isFailed = upload.state === 'failed';
  const isOnItsWay = upload.state === 'uploading' || upload.state === 'waiting';
  return (
    <li className="flex items-start gap-2.5 rounded-lg px-2 py-2">
      <span className="mt-1">
        <UploadMark upload={upload} />
      </span>
      <div className="min-w-0 grow">
        <p className="truncate text-sm leading-6">{upload.file.name}</p>
        <p role={isFailed ? 'alert' : undefined} className="text-xs leading-5 text-muted">
          {describeUpload(upload, text)}
        </p>
      </div>
      {isOnItsWay && (
        <Button
          variant="ghost"
          size="icon-small"
          aria-label={text.pauseUpload}
          onClick={() => pause(upload.id)}
        >
          <Pause />
        </Button>
      )}
      {upload.state === 'paused' && (
        <Button
          variant="ghost"
          size="icon-small"
          aria-label={text.resumeUpload}
          onClick={() => retry(upload.id)}
        >
          <Play />
        </Button>
      )}
      {isFailed && (
        <Button variant="ghost" size="icon-small" aria-label={text.retry} onClick={() => retry(upload.id)}>
          <RotateCw />
        </Button>
      )}
      <Button
        variant="ghost"
        size="icon-small"
        aria-label={isOnItsWay || upload.state === 'paused' ? text.cancel : text.dismiss}
        onClick={() => remove(upload.id)}
      >
        <X />
      </Button>
    </li>
  );
}

function UploadMark({ upload }: { upload: Upload }) {
  if (upload.state === 'failed') return <X className="size-[18px] text-danger" aria-hidden />;
  if (upload.state === 'already-there') return <Check className="size-[18px] text-success" aria-hidden />;
  return <ProgressRing fraction={upload.sentFraction} />;
}

function describeUpload(upload: Upload, text: Dictionary): string {
  if (upload.state === 'waiting') return text.waitingToUpload;
  if (upload.state === 'paused') return text.uploadPaused(Math.round(upload.sentFraction * 100));
  if (upload.state === 'uploading') return text.uploading(Math.round(upload.sentFraction * 100));
  if (upload.state === 'already-there') return text.alreadyThere;
  const { message, nextStep } = describeError(upload.error, text);
  return [message, nextStep].filter(Boolean).join(' ');
}
