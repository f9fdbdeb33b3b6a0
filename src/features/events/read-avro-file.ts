import avsc from 'avsc';
import { InvalidInput } from '#kernel/errors/common-errors.ts';

/** The events of an Avro container file, one JSON text each. @throws InvalidInput when it is none, or broken */
export async function* readAvroFile(file: string): AsyncGenerator<string> {
  try {
    for await (const value of avsc.createFileDecoder(file)) yield JSON.stringify(value);
  } catch (error) {
    throw new InvalidInput(`${file} is no readable Avro container file: ${(error as Error).message}.`);
  }
}
