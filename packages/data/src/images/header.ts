import { bmp, gif, png, webp } from './fixed.ts';
import { jpeg } from './jpeg.ts';
import { tiff } from './tiff.ts';

export const IMAGE_FORMATS = ['png', 'jpeg', 'gif', 'webp', 'bmp', 'tiff'] as const;
export type ImageFormat = (typeof IMAGE_FORMATS)[number];

/** What the header of an image says. */
export interface Header {
  /** pixels */
  readonly width: number;
  readonly height: number;
  /** as decoded: a palette makes 3 */
  readonly channels: number;
}

/** Reads bytes at a place of the file; fewer at its end. */
export type ReadAt = (offset: number, length: number) => Promise<Buffer>;

/** The header of a format; null when the file is none of it, or is damaged. */
export type ReadHeader = (read: ReadAt) => Promise<Header | null>;

const READERS: Readonly<Record<ImageFormat, ReadHeader>> = { png, jpeg, gif, webp, bmp, tiff };

/** Format, size and channels of an image from its header, whatever its name; null when it is none that is known. */
export async function readHeader(read: ReadAt): Promise<(Header & { readonly format: ImageFormat }) | null> {
  for (const format of IMAGE_FORMATS) {
    const header = await READERS[format](read);
    if (header && header.width > 0 && header.height > 0 && header.channels > 0) return { format, ...header };
  }
  return null;
}
