import { useState } from 'react';
import { pageImageUrl } from '#api/documents.ts';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { useText } from '#language/language.tsx';
import type { DocumentPage } from '#api/documents.ts';
import type { Box } from './cover-ranges.ts';

interface PageImageProps {
  documentId: string;
  page: DocumentPage & { size: { width: number; height: number } };
  marks: Box[];
  /** The picture could not be drawn. */
  onFailed: () => void;
}

/** The page as it looks, with what is cited marked on it. */
export function PageImage({ documentId, page, marks, onFailed }: PageImageProps) {
  const text = useText();
  const [isLoaded, setLoaded] = useState(false);
  const { width, height } = page.size;
  return (
    <div
      className="relative mx-auto w-full max-w-3xl overflow-hidden rounded-lg border bg-white shadow-sm"
      style={{ aspectRatio: `${width} / ${height}` }}
    >
      {!isLoaded && <ProgressRing fraction={null} className="absolute inset-x-0 top-10 mx-auto" />}
      <img
        src={pageImageUrl(documentId, page.number)}
        alt={text.pictureOfPage(page.number)}
        onLoad={() => setLoaded(true)}
        onError={onFailed}
        className="absolute inset-0 size-full"
      />
      <svg
        viewBox={`0 0 ${width} ${height}`}
        aria-hidden="true"
        className="absolute inset-0 size-full mix-blend-multiply"
      >
        {marks.map((mark, index) => (
          <rect
            key={index}
            data-mark=""
            x={mark.x - 1}
            y={mark.y - 1}
            width={mark.width + 2}
            height={mark.height + 2}
            rx="2"
            className="fill-[#ffd84d]"
          />
        ))}
      </svg>
    </div>
  );
}
