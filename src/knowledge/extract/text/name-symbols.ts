const firstCode = 0xf020;

// Adobe's encoding of the Symbol font from 0x20 on; a space stands where it has no sign that Unicode knows.
const signs = Array.from(
  ' !∀#∃%&∋()∗+,−./0123456789:;<=>?' +
    '≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_' +
    '‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼ ' +
    '                                ' +
    '€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵' +
    'ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓' +
    '◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭ ',
);

/** Word processors keep signs of the Symbol font as private characters: gives them their names in Unicode. */
export function nameSymbols(text: string): string {
  return text.replace(/[\uf020-\uf0ff]/g, character => {
    const sign = signs[character.charCodeAt(0) - firstCode] ?? ' ';
    return sign === ' ' ? character : sign;
  });
}
