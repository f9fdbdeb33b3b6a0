import { tokenize } from '#knowledge/index/tokenize.ts';

/** English verbs whose forms have no stem in common: questions use one form ("did it break"), documents another ("broke"). */
const forms = `begin began begun|bear bore borne|beat beaten|become became|bend bent|bind bound|bite bit bitten|
  blow blew blown|break broke broken|bring brought|build built|burn burnt|buy bought|catch caught|choose chose chosen|
  come came|deal dealt|dig dug|draw drew drawn|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|
  feed fed|feel felt|fight fought|find found|flee fled|fly flew flown|forbid forbade forbidden|forget forgot forgotten|
  freeze froze frozen|get got gotten|give gave given|go went gone|grow grew grown|hang hung|hear heard|hide hid hidden|
  hold held|keep kept|know knew known|lay laid|lead led|leave left|lend lent|lose lost|make made|mean meant|meet met|
  pay paid|ride rode ridden|ring rang rung|rise rose risen|run ran|say said|see saw seen|seek sought|sell sold|send sent|
  shake shook shaken|shine shone|shoot shot|shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat|sleep slept|
  speak spoke spoken|spend spent|stand stood|steal stole stolen|stick stuck|strike struck|swear swore sworn|swim swam swum|
  take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown|understand understood|
  wake woke woken|wear wore worn|win won|withdraw withdrew withdrawn|write wrote written`;

const byTerm = new Map<string, string[]>();
for (const verb of forms.split('|')) {
  const terms = tokenize(verb);
  for (const term of terms) byTerm.set(term, terms);
}

/** The terms that are forms of the same word, itself included. */
export const formsOf = (term: string): string[] => byTerm.get(term) ?? [term];
