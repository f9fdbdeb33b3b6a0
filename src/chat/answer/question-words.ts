/** Words that ask rather than say what about, in the form they are typed; the rest of English stop words the tokenizer drops. */
export const englishQuestionWords: ReadonlySet<string> = new Set(
  `many much often please tell show give explain describe list name know according can may must might shall will
  say says said mean means let get per someone somebody something anything anyone there document documents`.split(
    /\s+/,
  ),
);

/** Asked for by a measure, not by a word that the answer repeats. */
export const howMuch =
  /\bhow\s+(?:many|much|long|often|far|old|quickly|soon|fast|big|large|high|tall|deep|late|early|likely|well)\b/giu;

/** Thai words that ask, bind or are polite. */
export const thaiStopWords: ReadonlySet<string> = new Set(
  `กี่ เท่าไร เท่าไหร่ เท่าใด อะไร อะไรบ้าง บ้าง อย่างไร ยังไง ที่ไหน ไหน ใด ใคร เมื่อไร เมื่อไหร่ เมื่อใด ทำไม เพราะเหตุใด หรือไม่
  อย่าง หรือเปล่า หรือ ไหม มั้ย ใช่ ครับ ค่ะ คะ ช่วย บอก หน่อย โปรด กรุณา คือ เป็น อยู่ มี ได้ ให้ ของ ที่ ซึ่ง อัน และ กับ แต่ ก็ การ ความ
  ใน นอก จาก ถึง ต่อ โดย ตาม เพื่อ สำหรับ ด้วย แล้ว จะ ต้อง ควร เคย กำลัง ว่า นี้ นั้น ๆ ละ ครั้ง เมื่อ ไม่ ไม่เกิน เกิน อย่างน้อย น้อย มาก
  ทั้ง ทุก แต่ละ บาง คน ผู้ ไป มา ขึ้น ลง เสีย ถ้า หาก`.split(/\s+/),
);

const asksNumber =
  /\bhow\s+(?!do\b|does\b|did\b|can\b|should\b|to\b)\w+|\bwhen\b|\b(?:which|what)\s+(?:day|date|year|month|time|hour|price|percentage|share|number|amount)\b|\b(?:cost|price|fee|fare|rate|limit)\b|กี่|เท่าไร|เท่าไหร่|เท่าใด|เมื่อไร|เมื่อไหร่|เมื่อใด|วันไหน|วันใด|ปีใด/iu;

/** Words that say what kind of thing is asked for: the answer is one, and often does not say so. */
export const kindWords: ReadonlySet<string> = new Set(
  `cost price fee number amount date day name colour color kind type reason ราคา จำนวน วันที่ ชื่อ สี เหตุผล`.split(
    /\s+/,
  ),
);

/** "Which colour …": the word after it is a kind as well. */
export const whichKind =
  /\b(?:which|what)\s+(?!is\b|are\b|was\b|were\b|do\b|does\b|did\b|has\b|have\b|had\b)([\p{L}-]+)/giu;

/** Whether the answer should hold a number, a date or an amount. */
export const asksForNumber = (question: string): boolean => asksNumber.test(question);
