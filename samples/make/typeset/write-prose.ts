/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const who = [
  'The harbour master',
  'A clerk of the customs house',
  'The keeper of the northern light',
  'An inspector from the mainland',
  'The skipper of the mail boat',
  'The elder of the two pilots',
  'A widow from the upper town',
  'The committee on bridges',
  'The ropemaker and his sister',
  'Nobody but the night watchman',
];
const did = [
  'counted',
  'wrote down',
  'returned without comment',
  'paid for',
  'measured again',
  'lost and then recovered',
  'described in a long letter',
  'refused to sign for',
  'carried ashore',
  'kept under lock',
];
const what = [
  'the barrels of lamp oil',
  'a chart of the inner channel',
  'three coils of tarred rope',
  'the accounts of the winter before',
  'every stone of the western pier',
  'a crate of copper nails',
  'the list of vessels in quarantine',
  'two bells of unequal tone',
  'the tide tables for the coming year',
  'a petition with many signatures',
];
const when = [
  'on the morning after the gale',
  'before the ferry left',
  'when the ice had gone',
  'in the presence of two witnesses',
  'during the long calm of that summer',
  'at the lowest water of the month',
  'while the others were at dinner',
  'within a week of the election',
  'although it was forbidden',
  'for the second time',
];
const then = [
  'and the matter was closed',
  'which surprised no one',
  'but the price had already risen',
  'so that the work could begin',
  'and a copy was sent to the archive',
  'as the rules of the port demanded',
  'though the weather was against it',
  'and the boats sailed in the evening',
];

/** One sentence of plain English that means little and reads well. */
export function writeSentence(random: () => number): string {
  const one = (choices: string[]) => choices[Math.floor(random() * choices.length)]!;
  const amount = 2 + Math.floor(random() * 900);
  const shapes = [
    () => `${one(who)} ${one(did)} ${one(what)} ${one(when)}, ${one(then)}.`,
    () => `${one(who)} ${one(did)} ${one(what)}, ${one(then)}.`,
    () =>
      `In year ${amount} of the register, ${one(who).toLowerCase()} ${one(did)} ${one(what)} ${one(when)}.`,
    () => `It cost ${amount} crowns, ${one(then)}.`,
  ];
  return shapes[Math.floor(random() * shapes.length)]!();
}
