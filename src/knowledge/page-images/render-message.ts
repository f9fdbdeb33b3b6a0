/** What the parent asks of the child that draws pages of one file, one JSON text a line. The first line is the file. */
export interface RenderFile {
  path: string;
  /** A picture that is a page of its own, no PDF. */
  isPicture: boolean;
}

export interface RenderRequest {
  number: number;
  dpi: number;
  format: ImageFormat;
}

export type ImageFormat = 'png' | 'webp';

/** One answer a request, in order. */
export type RenderAnswer = { image: string } | { failure: string };
