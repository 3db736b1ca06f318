import { relative, resolve } from 'node:path';
import { walk } from '@ml-actions/core/path/walk';
import { type Block, type Situation, together } from '../block.ts';
import type { Images } from '../contract/images.ts';
import { eachSource } from '../each-source.ts';
import type { Engine } from '../engine.ts';
import { jsonOf } from '../json-text.ts';
import type { Look } from '../look.ts';
import { columnOf } from '../profile/table.ts';
import type { RuleResult } from '../result.ts';
import type { Source } from '../source.ts';
import { columnSql } from '../sql.ts';
import { textOf } from '../typing.ts';
import { boxesOutside } from './boxes.ts';
import { claimsOf, type ImageClaim } from './claims.ts';
import { isNamedAsImage } from './extension.ts';
import { type Counts, imagesSql, judgedImages, type Tallies, talliesSql } from './findings.ts';
import { type Inventory, takeInventory, textsOf } from './inventory.ts';

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
    look: lookAtColumn(images, column, claims),
  });
}

function folderResults(situation: Situation, images: Images, claims: readonly ImageClaim[]): Promise<RuleResult[]> {
  const { engine, files } = situation;
  return together(images.root, claims, async () => {
    const start = resolve(files.base, images.root);
    const found = (await walk(files.workspace, start, `images.root`)).files.map(({ absolute }) => absolute);
    const pictures = found.filter((path) => isNamedAsImage(path));
    const pieces = (async function* () {
      yield pictures.map((path) => relative(start, path));
    })();
    const inventory = await takeInventory(engine, pieces, images.root, files);
    try {
      const sql = await imagesSql(inventory, claims, false);
      return await judgedImages(engine, images.root, claims, `(${sql})`);
    } finally {
      await inventory.drop();
    }
  });
}

/** Findings: of each image what it breaks, and of boxes and classes their numbers. */
const lookAtColumn = (images: Images, name: string, claims: readonly ImageClaim[]): Look => ({
  asked: [
    'images',
    READING,
    images.root,
    name,
    claims.map(({ kind, counted: by }) => [kind, by ?? null]),
    images.boxes ?? null,
    images.classes ?? null,
  ],
  isBeyondRows: true,
  async find({ engine, files }, source, travels) {
    const path = columnOf(source, name);
    const paths = `SELECT DISTINCT ${textOf(path)} AS p FROM ${source.relation} WHERE ${columnSql(path)} IS NOT NULL`;
    const inventory = await takeInventory(engine, textsOf(engine, paths, source.name), images.root, files);
    try {
      const tallies: Tallies = new Map([
        ...(images.boxes ? [['image-boxes', await boxesIn(engine, source, images, inventory)] as const] : []),
        ...(images.classes ? [['image-classes', await classesOf(engine, source, images.classes)] as const] : []),
      ]);
      const sql = await imagesSql(inventory, claims, travels);
      return { sql: `${sql} UNION ALL BY NAME ${talliesSql(tallies)}`, drop: inventory.drop };
    } catch (error) {
      await inventory.drop();
      throw error;
    }
  },
  judge: (engine, source, found) => judgedImages(engine, source.name, claims, found),
});

/** Images that are read otherwise are other findings: raise it with the readers of headers. */
const READING = 1;

/** Boxes of an image that cannot be read lie in nothing. */
async function boxesIn(
  engine: Engine,
  source: Source,
  { column = '', boxes }: Images,
  { table }: Inventory,
): Promise<Counts> {
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
  return { failing, of };
}

async function classesOf(engine: Engine, source: Source, classes: NonNullable<Images['classes']>): Promise<Counts> {
  const column = columnOf(source, classes.column);
  const known = new Set(classes.members.map(String));
  const sql = `SELECT ${jsonOf(column)} AS c FROM ${source.relation} WHERE ${columnSql(column)} IS NOT NULL`;
  let [failing, of] = [0, 0];
  for await (const texts of textsOf(engine, sql, source.name))
    for (const text of texts) {
      const members = classesIn(text);
      of += members.length;
      failing += members.filter((member) => !known.has(member)).length;
    }
  return { failing, of };
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
