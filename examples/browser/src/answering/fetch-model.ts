import { TRAINING_CELLS } from './training-cells.js';

/** Names of files that lie beside model.json: no folders, and nothing that leads out of them. */
const PLAIN_NAME = /^[\w][\w.-]*$/;

/**
 * Fetches the files of a saved model: model.json at an address, the weights that it names beside it, training.json if there is one, and the
 * training cells that it tells of.
 * Nothing of this page goes along: no cookies, and not where the request came from.
 *
 * @throws Error naming the address if a file cannot be loaded, or is not what a saved model has.
 */
export async function fetchModel(address: string): Promise<readonly File[]> {
  const graph = await fetchFile(address, 'model.json');
  const record = new URL('training.json', address).href;
  const [weights, training] = await Promise.all([
    Promise.all(
      weightsOf(await graph.text(), address).map((name) => fetchFile(new URL(name, address).href, name)),
    ),
    // Models of other programs have none, and most servers then say so.
    fetchFile(record, 'training.json').catch(() => undefined),
  ]);
  if (training === undefined || !(await tellsOfCells(training))) {
    return [graph, ...weights, ...(training ? [training] : [])];
  }
  const cells = new URL(TRAINING_CELLS, address).href;
  // Whoever reads them says that they are missing.
  const found = await fetchFile(cells, TRAINING_CELLS).catch(() => undefined);
  return [graph, ...weights, training, ...(found ? [found] : [])];
}

/** Whether a record tells of training cells; what is no record is said when the model is opened. */
async function tellsOfCells(training: File): Promise<boolean> {
  try {
    const record = JSON.parse(await training.text()) as { readonly trainingCells?: unknown };
    return record.trainingCells !== undefined;
  } catch {
    return false;
  }
}

async function fetchFile(address: string, name: string): Promise<File> {
  let response: Response;
  try {
    response = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer' });
  } catch (cause) {
    throw new Error(
      `${address} cannot be loaded: ${(cause as Error).message} (is the site there, does it let other pages read the file, by Access-Control-Allow-Origin, and did you give its address in this page?)`,
      { cause },
    );
  }
  if (!response.ok) {
    throw new Error(`${address} cannot be loaded: the server says ${response.status} ${response.statusText}`);
  }
  return new File([await response.blob()], name);
}

/** The names of the files of weights that a model.json tells of. */
function weightsOf(text: string, address: string): readonly string[] {
  const groups = groupsOf(text);
  const names = groups?.flatMap(({ paths }) => paths);
  if (names === undefined || names.length === 0 || !names.every((name) => PLAIN_NAME.test(name))) {
    throw new Error(`${address}: expected model.json of a saved model, which names the weights beside it`);
  }
  return names;
}

function groupsOf(text: string): readonly { readonly paths: readonly string[] }[] | undefined {
  try {
    const { weightsManifest } = JSON.parse(text) as {
      readonly weightsManifest?: readonly { readonly paths: readonly string[] }[];
    };
    return weightsManifest?.every(({ paths }) => paths.every((path) => typeof path === 'string'))
      ? weightsManifest
      : undefined;
  } catch {
    return undefined;
  }
}
