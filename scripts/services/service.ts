/** Something that tests, proofs and benches need beside the program. Each verb resolves to one line for the person who asked. */
export interface Service {
  /** Starts it unless it runs; it then stays up until `down`. The line is how to reach it. */
  up(): Promise<string>;
  down(): Promise<string>;
  status(): Promise<string>;
}
