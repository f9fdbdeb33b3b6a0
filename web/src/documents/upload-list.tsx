import { UploadRows } from '#uploads/upload-rows.tsx';
import { useCurrentLibrary } from './use-libraries.ts';
import { useUploads } from './use-uploads.ts';

/** What is on its way into the open library, and what did not get there. */
export function UploadList() {
  const library = useCurrentLibrary();
  const { uploads, queue } = useUploads();
  const shown = uploads.filter(upload => upload.target === library?.id);
  return <UploadRows uploads={shown} queue={queue} className="border-b p-1.5" />;
}
