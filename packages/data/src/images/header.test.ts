import { describe, expect, test } from 'vitest';
import { bmpBytes, gifBytes, jpegBytes, pngBytes, segment, tiffBytes, webpBytes } from '../fixture/images.ts';
import { readHeader } from './header.ts';

const headerOf = (bytes: Buffer) => readHeader(async (offset, length) => bytes.subarray(offset, offset + length));

describe('the header of an image', () => {
  const cases: readonly [what: string, bytes: Buffer, told: string][] = [
    ['PNG, RGB', pngBytes(640, 480), 'png 640x480x3'],
    ['PNG, grey', pngBytes(1, 1, 0), 'png 1x1x1'],
    ['PNG, palette', pngBytes(2, 3, 3), 'png 2x3x3'],
    ['PNG, grey and alpha', pngBytes(2, 3, 4), 'png 2x3x2'],
    ['PNG, RGB and alpha', pngBytes(70_000, 3, 6), 'png 70000x3x4'],
    ['JPEG', jpegBytes(640, 480), 'jpeg 640x480x3'],
    ['JPEG, grey, behind metadata', jpegBytes(5, 7, 1, segment(60_000)), 'jpeg 5x7x1'],
    ['JPEG behind Huffman tables', jpegBytes(5, 7, 4, Buffer.from('ffffc400040102', 'hex')), 'jpeg 5x7x4'],
    ['GIF', gifBytes(320, 200), 'gif 320x200x3'],
    ['BMP', bmpBytes(10, 20, 24), 'bmp 10x20x3'],
    ['BMP from the top, with alpha', bmpBytes(10, -20, 32, 108), 'bmp 10x20x4'],
    ['BMP of 32 bits without alpha', bmpBytes(10, 20, 32), 'bmp 10x20x3'],
    ['BMP of OS/2', bmpBytes(10, 20, 8, 12), 'bmp 10x20x3'],
    ['WebP, lossy', webpBytes('VP8 ', 100, 50), 'webp 100x50x3'],
    ['WebP, lossless with alpha', webpBytes('VP8L', 16384, 16384, true), 'webp 16384x16384x4'],
    ['WebP, lossless', webpBytes('VP8L', 1, 2), 'webp 1x2x3'],
    ['WebP, extended', webpBytes('VP8X', 20_000, 30_000, true), 'webp 20000x30000x4'],
    ['TIFF, little', tiffBytes('II', 100, 200, [[277, 3]]), 'tiff 100x200x3'],
    ['TIFF, big, grey by default', tiffBytes('MM', 70_000, 200), 'tiff 70000x200x1'],
    ['TIFF, palette', tiffBytes('II', 1, 2, [[262, 3]]), 'tiff 1x2x3'],
  ]; // biome-ignore format: one glance
  test.each(cases)('%s', async (_, bytes, told) => {
    const header = await headerOf(bytes);
    expect(header ? `${header.format} ${header.width}x${header.height}x${header.channels}` : 'null').toBe(told);
  });

  const whole = cases.filter(([, , told]) => told !== 'null');
  test.each(whole)('cut anywhere, it is none or the same: %s', async (_, bytes, told) => {
    for (let length = 0; length < bytes.length; length += bytes.length > 1_000 ? 997 : 1) {
      const header = await headerOf(bytes.subarray(0, length));
      if (header) expect(`${header.format} ${header.width}x${header.height}x${header.channels}`).toBe(told);
    }
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="3" height="3"/>')],
    ['no width', pngBytes(0, 5)],
    ['a colour type that is none', pngBytes(5, 5, 5)],
    ['a JPEG without a frame', Buffer.from('ffd8ffd9', 'hex')],
    [
      'a JPEG of segments without end',
      Buffer.concat([Buffer.from('ffd8', 'hex'), ...Array.from({ length: 2_000 }, () => segment(0)), jpegBytes(1, 1)]),
    ],
    ['a JPEG segment shorter than its own length', Buffer.from(`ffd8${'ffe00000'.repeat(3_000)}`, 'hex')],
    ['a TIFF whose directory points at nothing', Buffer.from('49492a00ffffffff', 'hex')],
    ['a TIFF whose directory is itself', Buffer.from('49492a0000000000', 'hex')],
    ['a RIFF of sound', Buffer.from(`RIFF....WAVE${'fmt '.repeat(10)}`)],
  ])('is not found in %s', async (_, bytes) => {
    expect(await headerOf(bytes)).toBeNull();
  });
});
