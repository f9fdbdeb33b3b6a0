import { StateConflict } from '#kernel/errors/common-errors.ts';

/** Answers of one conversation are written one after the other. */
export class AnswerInProgress extends StateConflict {
  constructor() {
    super(
      'The last question of this conversation is still being answered.',
      'Wait for the answer, stop it, or ask in another conversation.',
    );
  }
}
