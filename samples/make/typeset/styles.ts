import { fileURLToPath } from 'node:url';

const fontFile = (name: string) => fileURLToPath(new URL(`../fonts/${name}`, import.meta.url));

export const fonts = {
  serif: fontFile('SourceSerif4-Regular.woff'),
  serifItalic: fontFile('SourceSerif4-Italic.woff'),
  serifBold: fontFile('SourceSerif4-SemiBold.woff'),
  sans: fontFile('Sarabun-Regular.ttf'),
  sansBold: fontFile('Sarabun-SemiBold.ttf'),
};

export interface Style {
  font: keyof typeof fonts;
  size: number;
  /** Points above the baseline, for footnote marks. */
  rise?: number;
}

export const ink = { text: '#1d2530', quiet: '#5b6673', accent: '#0e5a6b', rule: '#8b97a3', tint: '#e6eff1' };
