import { AppError } from '#kernel/errors/app-error.ts';

export class NoSuchTopic extends AppError {
  constructor() {
    super('There is no such topic.', {
      code: 'not-found',
      status: 404,
      nextStep: 'Create it with POST /api/v1/topics, or apply a definition that reads it.',
    });
  }
}
