/** Breaks a frame in one of the ways in which frames are met broken; `number` chooses. */
export function corruptBytes(frame: Uint8Array, number: number): Buffer {
  const bytes = Buffer.from(frame);
  switch (number % 5) {
    case 0:
      return bytes.subarray(0, Math.max(6, bytes.length - 3));
    case 1:
      return Buffer.concat([bytes, Buffer.from([1, 2, 3])]);
    case 2:
      bytes[0] = 0x7b;
      return bytes;
    case 3:
      bytes.writeUInt32BE(0x7fff_fffe, 1);
      return bytes;
    default:
      return bytes.subarray(0, 3);
  }
}

/** The same for JSON. */
export const corruptText = (text: string): string => text.slice(0, -1);
