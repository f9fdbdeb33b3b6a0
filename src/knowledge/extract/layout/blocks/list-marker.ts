const bullets = '•◦▪●○■□❖➢✓✔–—·*‣∙➤►▸\uf0b7\uf0a7\uf0d8\uf076\uf02d\uf0fc\uf071';
const marker = new RegExp(
  `^([${bullets}o-]|\\(?(\\d{1,3}|[a-z]|[ivx]{1,5})[.)]|\\d{1,2}(\\.\\d{1,2}){1,3}\\.?)$`,
  'iu',
);

/** True for a word that can open a list item: a bullet, "1.", "(a)", "iv)", "2.1". */
export function isListMarker(text: string): boolean {
  return marker.test(text);
}
