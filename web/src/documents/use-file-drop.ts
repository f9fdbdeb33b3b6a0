import { useEffect, useEffectEvent, useState } from 'react';

/** Accepts files dropped anywhere on the page: a near miss must not make the browser leave and open the file. */
export function useFileDrop(onFiles: (files: File[]) => void): { isOver: boolean } {
  const [isOver, setOver] = useState(false);
  const onDrop = useEffectEvent((event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const files = readFiles(event.dataTransfer);
    if (files.length > 0) onFiles(files);
  });

  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => onDrop(event);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return { isOver };
}

/** Folders come along as empty files; they are left out. */
function readFiles(transfer: DataTransfer | null): File[] {
  const items = [...(transfer?.items ?? [])].filter(item => item.kind === 'file');
  return items
    .filter(item => !item.webkitGetAsEntry()?.isDirectory)
    .map(item => item.getAsFile())
    .filter(file => file !== null);
}
