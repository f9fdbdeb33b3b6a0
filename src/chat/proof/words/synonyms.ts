import { formsOf } from '../../answer/irregular-forms.ts';
import { tokenize } from '#knowledge/index/tokenize.ts';

/** Words that say the same in most places; the first stands for all. */
const groups = `staff employee personnel worker|begin start commence|end finish complete conclude|buy acquire purchase|
  rise increase grow growth climb|fall drop decline decrease shrink reduce reduction|require need necessary must|
  allow permit|prohibit forbid ban|cost price fee charge|show display|big large great|fridge refrigerator|
  car vehicle automobile|build construct construction erect|help assist support|answer reply respond|ask request|
  send transmit|get receive obtain|keep retain store preserve|use employ utilise utilize|choose select pick|
  make produce production output create manufacture|sell sale|pay payment|leave depart departure|arrive reach hit|
  boss head chief leader lead|firm company business enterprise|rival competitor|shop store|doctor physician|
  child kid|people person individual|house home dwelling|flat apartment|town city|pupil student|teacher instructor|
  illness disease sickness|medicine drug medication|error mistake fault|fast quick rapid|reject refuse decline dismiss|
  approve accept|plan intend propose|say state declare note mention|tell inform notify|give provide supply offer|
  annual yearly year|monthly month|weekly week|daily day|journey trip crossing voyage travel|last take|last final|
  main most|frequent common|cheap inexpensive|expensive costly dear|broken damage|repair fix mend|stop cease|
  minimum least|maximum most|entitle right|operate run|population inhabitant|average mean|unused remaining|
  phone telephone|mail email e-mail|contact reach|jail prison|hold take|money fund|goal score|lose defeat|
  win beat victory|return back|owner own belong|found establish|discover find detect|happen occur|ability able|
  rent lease|book reserve reservation|new recent|old former previous|ill sick|close shut|holiday vacation`;

const standing = new Map<string, string>();
for (const group of groups.split('|')) {
  const [first, ...others] = group
    .trim()
    .split(/\s+/)
    .map(word => tokenize(word)[0]!);
  for (const other of others) if (!standing.has(other)) standing.set(other, standing.get(first!) ?? first!);
}

/** One term for all words that say the same: "went" and "go", "employee" and "staff". */
export function standFor(term: string): string {
  const form = formsOf(term)[0]!;
  return standing.get(form) ?? standing.get(term) ?? form;
}
