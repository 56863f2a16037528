import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of an archive; `says` lies about its length. */
export interface Packed {
  readonly name: string | Uint8Array;
  readonly content: string | Uint8Array;
  readonly says?: number;
  readonly encrypted?: boolean;
}

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const VERSION = 20;
const DEFLATE = 8;
const UTF8 = 0x800;

/** A zip archive (APPNOTE 4.3): local headers with their data, then the directory. */
export function zip(entries: readonly Packed[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const packed = deflateRawSync(entry.content);
    const shared = sharedFields(entry, packed, name);
    const local = Buffer.concat([numbers([4, LOCAL], [2, VERSION]), shared, name, packed]);
    const place = numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]);
    directory.push(Buffer.concat([numbers([4, CENTRAL], [2, VERSION], [2, VERSION]), shared, place, name]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const { length } = entries;
  const end = numbers([4, END], [2, 0], [2, 0], [2, length], [2, length], [4, central.length], [4, offset], [2, 0]);
  return Buffer.concat([...parts, central, end]);
}

function sharedFields({ content, says, encrypted }: Packed, packed: Buffer, name: Buffer): Buffer {
  const bytes = Buffer.from(content);
  const [flags, time, date] = [UTF8 | (encrypted ? 1 : 0), 0, 0x21];
  const sizes = [packed.length, says ?? bytes.length].map((size) => [4, size] as const);
  return numbers([2, flags], [2, DEFLATE], [2, time], [2, date], [4, crc32(bytes)], ...sizes, [2, name.length], [2, 0]);
}

function numbers(...fields: (readonly [bytes: number, value: number])[]): Buffer {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const buffer = Buffer.alloc(bytes);
      buffer.writeUIntLE(value, 0, bytes);
      return buffer;
    }),
  );
}
