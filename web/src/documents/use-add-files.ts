import { useText } from '#language/language.tsx';
import { useCreateLibrary, useCurrentLibrary } from './use-libraries.ts';
import { useUploads } from './use-uploads.ts';

/** Puts files into the open library; the very first file makes the first library. */
export function useAddFiles() {
  const text = useText();
  const library = useCurrentLibrary();
  const { queue } = useUploads();
  const { mutateAsync: createLibrary, error } = useCreateLibrary();
  const addFiles = async (files: File[]) => {
    const target = library ?? (await createLibrary(text.firstLibraryName));
    queue.add(target.id, files);
  };
  return { error, addFiles: (files: File[]) => void addFiles(files).catch(() => undefined) };
}
