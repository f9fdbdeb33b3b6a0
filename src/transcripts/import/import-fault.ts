/** The file as a whole cannot be imported: trying again would end the same way. */
export class ImportFault extends Error {
  readonly code: string;
  readonly nextStep: string;

  constructor(code: string, message: string, nextStep: string) {
    super(message);
    this.name = 'ImportFault';
    this.code = code;
    this.nextStep = nextStep;
  }
}
