/** Words with "no" in them that deny nothing. */
const harmless =
  /\b(?:no|not) (?:more|less|fewer|later|earlier|longer|sooner|only) than\b|\bnot only\b|\bnot exceed\w*|\bno\. ?\d|ไม่เกิน|ไม่น้อยกว่า|ไม่ต่ำกว่า|ไม่เพียง/gu;

const denials =
  /\b(?:not|no|never|none|nobody|nothing|nowhere|neither|nor|cannot|without|unless|except|hardly|lack(?:s|ed|ing)?|fail(?:s|ed)? to|besides|apart from|aside from|other than|excepted)\b|n't\b|\b(?:prohibit|forbid|forbad|forbidden|bann?|exclud|reject|dismiss|refus|denie|deny|turn(?:s|ed|ing)? down|drops? support)\w*|\bno longer\b/gu;
const thaiDenials = /ไม่(?!ว่า)|ห้าม|มิได้|มิให้/gu;

/** Whether a text denies what it speaks of; two denials affirm. */
export function isDenied(normal: string): boolean {
  const text = normal.replace(harmless, ' ');
  const english = text.match(denials)?.length ?? 0;
  const thai = text.match(thaiDenials)?.length ?? 0;
  return (english + thai) % 2 === 1;
}
