import { extname } from 'node:path';
import type { ImageFormat } from './header.ts';

const FORMATS: Readonly<Record<string, ImageFormat>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.jpe': 'jpeg',
  '.jfif': 'jpeg',
  '.gif': 'gif',
  '.webp': 'webp',
  '.bmp': 'bmp',
  '.dib': 'bmp',
  '.tif': 'tiff',
  '.tiff': 'tiff',
};
/** Images for those who train (torchvision, Pillow), whose headers nobody reads here. */
const OTHERS: readonly string[] = ['.ppm', '.pgm', '.pbm', '.pnm', '.avif', '.heic', '.heif', '.jp2', '.tga', '.jxl'];

/** The format that a file's name promises; undefined where it promises none that is known. */
export const formatByName = (path: string): ImageFormat | undefined => FORMATS[extname(path).toLowerCase()];

/** Whether whoever trains on a folder takes the file for an image. */
export const isNamedAsImage = (path: string): boolean =>
  formatByName(path) !== undefined || OTHERS.includes(extname(path).toLowerCase());

export const IMAGE_EXTENSIONS: readonly string[] = Object.keys(FORMATS);
