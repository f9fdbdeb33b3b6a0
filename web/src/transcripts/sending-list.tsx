import { UploadRows } from '#uploads/upload-rows.tsx';
import { useSending } from './use-sending.ts';

/** Files that are being sent; once they are there, they are imports. */
export function SendingList() {
  const { uploads, queue } = useSending();
  return (
    <UploadRows uploads={uploads} queue={queue} className="mt-6 mb-4 rounded-xl border bg-surface p-1.5" />
  );
}
