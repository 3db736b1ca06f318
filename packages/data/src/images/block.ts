import { extname, relative, resolve } from 'node:path';
import { walk } from '@ml-actions/core/path/walk';
import { type Block, counted, type Situation, together } from '../block.ts';
import type { Images } from '../contract/images.ts';
import { eachSource } from '../each-source.ts';
import { jsonOf } from '../json-text.ts';
import { columnOf } from '../profile/table.ts';
import type { RuleResult } from '../result.ts';
import type { Source } from '../source.ts';
import { columnSql } from '../sql.ts';
import { textOf } from '../typing.ts';
import { boxesOutside } from './boxes.ts';
import { claimsOf, type ImageClaim } from './claims.ts';
import { type Inventory, takeInventory, textsOf } from './inventory.ts';

/** In a folder, files of other names are no images. */
const EXTENSIONS: readonly string[] = [
  '.png',
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.gif',
  '.webp',
  '.bmp',
  '.dib',
  '.tif',
  '.tiff',
];

/** The rules of `images:`: of a column of paths, each path once, or of a folder. Null policy: no path is not looked at. */
export function imagesBlock(images: Images): Block {
  const claims = claimsOf(images);
  const { column, where, boxes, classes } = images;
  if (column === undefined)
    return { claims, inputs: [], where: null, evaluate: (situation) => folderResults(situation, images, claims) };
  return eachSource({
    claims,
    where,
    columns: [column, ...(boxes ? [boxes.column] : []), ...(classes ? [classes.column] : [])],
    evaluate: (situation, source) => columnResults(situation, source, images, column, claims),
  });
}

function folderResults(situation: Situation, images: Images, claims: readonly ImageClaim[]): Promise<RuleResult[]> {
  const { engine, files } = situation;
  return together(images.root, claims, async () => {
    const start = resolve(files.base, images.root);
    const found = (await walk(files.workspace, start, `images.root`)).files.map(({ absolute }) => absolute);
    const pictures = found.filter((path) => EXTENSIONS.includes(extname(path).toLowerCase()));
    const pieces = (async function* () {
      yield pictures.map((path) => relative(start, path));
    })();
    const inventory = await takeInventory(engine, pieces, images.root, files);
    try {
      return await inventoryResults(situation, images.root, inventory, claims);
    } finally {
      await inventory.drop();
    }
  });
}

async function columnResults(
  situation: Situation,
  source: Source,
  images: Images,
  name: string,
  claims: readonly ImageClaim[],
): Promise<RuleResult[]> {
  const { engine, files } = situation;
  const path = columnOf(source, name);
  const paths = `SELECT DISTINCT ${textOf(path)} AS p FROM ${source.relation} WHERE ${columnSql(path)} IS NOT NULL`;
  const inventory = await takeInventory(engine, textsOf(engine, paths, source.name), images.root, files);
  try {
    const results = await inventoryResults(situation, source.name, inventory, claims);
    for (const claim of claims) {
      if (claim.kind === 'image-boxes') results.push(await boxResult(situation, source, images, inventory, claim));
      if (claim.kind === 'image-classes') results.push(await classResult(situation, source, images, claim));
    }
    return results;
  } finally {
    await inventory.drop();
  }
}

async function inventoryResults(
  { engine }: Situation,
  name: string,
  inventory: Inventory,
  claims: readonly ImageClaim[],
): Promise<RuleResult[]> {
  const results: RuleResult[] = [];
  for (const claim of claims) {
    const { failing, of } = claim.counted ?? { failing: 'false', of: 'bytes IS NOT NULL' };
    if (!claim.counted && claim.kind !== 'image-duplicates') continue;
    const row = await engine.row(
      `SELECT count(*) FILTER (WHERE ${of}) AS of, count(*) FILTER (WHERE ${of} AND ${failing}) AS failing FROM ${inventory.table}`,
    );
    const broken = claim.counted ? Number(row.failing) : await inventory.repeated();
    results.push(counted(name, claim, broken, Number(row.of)));
  }
  return results;
}

/** Boxes of an image that cannot be read lie in nothing. */
async function boxResult(
  { engine }: Situation,
  source: Source,
  { column = '', boxes }: Images,
  { table }: Inventory,
  claim: ImageClaim,
): Promise<RuleResult> {
  const box = columnOf(source, boxes?.column ?? '');
  const cells = `(SELECT ${textOf(columnOf(source, column))} AS p, ${jsonOf(box)} AS b FROM ${source.relation} WHERE ${columnSql(box)} IS NOT NULL)`;
  const sql = `SELECT b, CAST(width AS DOUBLE), CAST(height AS DOUBLE) FROM ${cells} AS cells LEFT JOIN ${table} AS seen ON cells.p = seen.p`;
  let [failing, of] = [0, 0];
  for await (const chunk of engine.chunks(sql, source.name)) {
    const [texts, widths, heights] = [0, 1, 2].map((at) => chunk.getColumnValues(at));
    for (const [at, text] of (texts ?? []).entries()) {
      const [width, height] = [widths?.[at], heights?.[at]];
      const size = typeof width === 'number' && typeof height === 'number' ? { width, height } : null;
      const found = boxesOutside(String(text), boxes?.layout ?? 'xyxy', size);
      failing += found.failing;
      of += found.of;
    }
  }
  return counted(source.name, claim, failing, of);
}

async function classResult(
  { engine }: Situation,
  source: Source,
  { classes }: Images,
  claim: ImageClaim,
): Promise<RuleResult> {
  const column = columnOf(source, classes?.column ?? '');
  const known = new Set(classes?.members.map(String));
  const sql = `SELECT ${jsonOf(column)} AS c FROM ${source.relation} WHERE ${columnSql(column)} IS NOT NULL`;
  let [failing, of] = [0, 0];
  for await (const texts of textsOf(engine, sql, source.name))
    for (const text of texts) {
      const members = classesIn(text);
      of += members.length;
      failing += members.filter((member) => !known.has(member)).length;
    }
  return counted(source.name, claim, failing, of);
}

/** One class, or a list of them. */
function classesIn(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.map(String) : [String(value)];
  } catch {
    return [text];
  }
}
