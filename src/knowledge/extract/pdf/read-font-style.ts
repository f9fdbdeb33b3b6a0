export interface FontStyle {
  bold: boolean;
  italic: boolean;
}

/** Font names carry the weight even where the file describes it nowhere else: `ABCDEF+Times-BoldItalic`, `CMBX10`. */
export function readFontStyle(fontName: string): FontStyle {
  const name = fontName.replace(/^[A-Z]{6}\+/, '');
  return {
    bold: /bold|black|heavy|semibold|demi|[-,]bd\b|^cmbx|^cmssbx|medi$|[-.]B(?:Ital|\b)/i.test(name),
    italic: /italic|oblique|[-,]it\b|^cmti|slanted/i.test(name),
  };
}
