import { crc32, deflateRawSync } from 'node:zlib';

/** One file of an archive; what the archive says of it can be made to lie. */
export interface ZipEntry {
  readonly name: string;
  readonly data: string | Buffer;
  /** unpacked size as the archive tells it */
  readonly claimedSize?: number;
  /** Unix mode: type and permissions */
  readonly mode?: number;
}

const regularFile = 0o100644;
/** "Version needed" 2.0 and "made by" Unix, deflate (APPNOTE 4.4). */
const version = 20;
const unix = 3 << 8;
const deflate = 8;

/** An archive of these files as any tool would write it, or, by what the entries claim, as none would. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, claimedSize, mode = regularFile } of entries) {
    const bytes = Buffer.from(data);
    const packed = deflateRawSync(bytes);
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(version, 0);
    common.writeUInt16LE(deflate, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimedSize ?? bytes.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, path, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    const madeBy = Buffer.alloc(2);
    madeBy.writeUInt16LE(unix | version, 0);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), madeBy, common, tail, path]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, listed, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
