import { InvalidInput } from '#kernel/errors/common-errors.ts';

/** Vectors that callers bring without saying of which model. Never replaced by ours. */
const CUSTOM_MODEL = 'custom';

class OtherModel extends InvalidInput {
  constructor(active: string, given: string) {
    super(
      `The library's vectors are of the model “${active}”, these are of “${given}”: they cannot be compared.`,
      {
        code: 'other-model',
        nextStep: 'Send vectors of that model, or put the document into a library of its own.',
      },
    );
  }
}

/**
 * The model that vectors brought by the caller count as.
 * @throws OtherModel when the library has vectors of another one.
 */
export function chooseModel(
  given: string | undefined,
  active: string | undefined,
  configured?: string,
): string {
  const named = given === undefined || given === active || given === configured ? given : asCustom(given);
  const model = named ?? active ?? CUSTOM_MODEL;
  if (active !== undefined && active !== model) throw new OtherModel(active, given ?? model);
  return model;
}

/** Whether callers bring the vectors of this model. */
export const isCustom = (model: string | undefined): boolean =>
  model === CUSTOM_MODEL || model?.startsWith(`${CUSTOM_MODEL}/`) === true;

const asCustom = (name: string): string => (isCustom(name) ? name : `${CUSTOM_MODEL}/${name}`);
