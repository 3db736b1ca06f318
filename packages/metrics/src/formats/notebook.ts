import { inputProblem } from '@ml-actions/core/error';
import { isMapping, type Mapping } from './mapping.ts';

/** Where scrapbook keeps a value that a notebook glued: the media type of an output. */
const SCRAP = 'application/scrapbook.scrap.json+json';
/** papermill's word for a cell that ran to its end. */
const COMPLETED = 'completed';

/** Whether a document is a Jupyter notebook, as papermill leaves it after a run. */
export const isNotebook = (document: unknown): document is Mapping =>
  isMapping(document) && typeof document.nbformat === 'number' && Array.isArray(document.cells);

/**
 * The values that a notebook glued with scrapbook, by name; of one that was glued twice the later.
 *
 * @throws InputError for a notebook that raised an exception or stopped before its last cell
 */
export function notebook(document: Mapping, where: string): Mapping {
  const cells = (document.cells as unknown[]).filter(isMapping);
  const outputs = cells.flatMap(({ outputs = [] }) => (Array.isArray(outputs) ? outputs.filter(isMapping) : []));
  if (hasFailed(document, cells, outputs))
    throw inputProblem({ where, what: 'is a notebook that did not run to its end', next: 'Mend the notebook.' });
  const scraps = outputs.flatMap(({ data }) => {
    const scrap = isMapping(data) ? data[SCRAP] : undefined;
    return isMapping(scrap) && typeof scrap.name === 'string' ? [[scrap.name, scrap.data] as const] : [];
  });
  return Object.fromEntries(scraps);
}

const hasFailed = ({ metadata }: Mapping, cells: readonly Mapping[], outputs: readonly Mapping[]): boolean =>
  saysSo(metadata) ||
  cells.some((cell) => saysSo(cell.metadata)) ||
  outputs.some(({ output_type }) => output_type === 'error');

const saysSo = (metadata: unknown): boolean => {
  const papermill = isMapping(metadata) ? metadata.papermill : undefined;
  if (!isMapping(papermill)) return false;
  return papermill.exception === true || (typeof papermill.status === 'string' && papermill.status !== COMPLETED);
};
