/** Words with "no" in them that deny nothing. */
const harmless =
  /\b(?:no|not) (?:more|less|fewer|later|earlier|longer|sooner|only) than\b|\bnot only\b|\bnot exceed\w*|\bno\. ?\d|ไม่เกิน|ไม่น้อยกว่า|ไม่ต่ำกว่า|ไม่เพียง/gu;

const denials =
  /\b(?:not|no|never|none|nobody|nothing|nowhere|neither|nor|cannot|without|unless|except|hardly|lack(?:s|ed|ing)?|fail(?:s|ed)? to|besides|apart from|aside from|other than|excepted)\b|n't\b|\b(?:prohibit|forbid|forbad|forbidden|bann?|exclud|reject|dismiss|refus|denie|deny|turn(?:s|ed|ing)? down|drops? support)\w*|\bno longer\b/gu;
/** "No class has more than 24": a bound, and no denial. */
const boundOfNone =
  /\b(?:no|none|nobody|never)\b(?=(?: [\p{L}'’-]+){1,5} (?:more|less|fewer|later|earlier|longer|wider|heavier|higher|lower|older|younger|larger|smaller|greater) than\b)/gu;

/** Words that deny by what they mean: ended, unsold, only. Whether they do, the rest of a sentence decides. */
const quietDenials =
  /\b(?:end(?:s|ed)?|ceas(?:e|es|ed)|stop(?:s|ped)?|clos(?:e|es|ed)|los(?:e|es|t)|miss(?:es|ed|ing)?|discontinu\w*|drop(?:s|ped)?|off|with(?:drew|draw\w*)|remov\w+|un(?!it|til|der|ion|iv|if|iq)\w{3,})\b/u;
const thaiDenials = /ไม่(?!ว่า)|ห้าม|มิได้|มิให้/gu;

export const isQuietlyDenied = (normal: string): boolean => quietDenials.test(normal);

/** Whether a text denies what it speaks of; two denials affirm. */
export function isDenied(normal: string): boolean {
  const text = normal.replace(harmless, ' ').replace(boundOfNone, ' ');
  const english = text.match(denials)?.length ?? 0;
  const thai = text.match(thaiDenials)?.length ?? 0;
  return (english + thai) % 2 === 1;
}
