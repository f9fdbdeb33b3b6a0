import { Check, Pause, Play, RotateCw, X } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { describeError } from '#language/describe-error.ts';
import { useText } from '#language/language.tsx';
import type { Dictionary } from '#language/english.ts';
import type { Upload, UploadQueue } from './create-upload-queue.ts';

interface UploadRowsProps {
  uploads: Upload[];
  queue: UploadQueue;
  className?: string;
}

/** What is on its way, and what did not get there: to pause, to go on with, to try again, to give up. */
export function UploadRows({ uploads, queue, className }: UploadRowsProps) {
  if (uploads.length === 0) return null;
  return (
    <ul className={className}>
      {uploads.map(upload => (
        <UploadRow key={upload.id} upload={upload} queue={queue} />
      ))}
    </ul>
  );
}

function UploadRow({ upload, queue }: { upload: Upload; queue: UploadQueue }) {
  const text = useText();
  const { pause, remove, retry } = queue;
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
