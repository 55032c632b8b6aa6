import { lstat, readdir } from 'node:fs/promises';
import { type Classifier, exportOnnx, exportSafetensors } from '@hpa/models';
import { loadClassifier, saveClassifier } from '@hpa/models/node';
import { type Command, Option } from 'commander';
import { buildPackage } from '../bioimage-io/export/build-package.js';
import type { PackageMetadata } from '../bioimage-io/export/package-description.js';
import { isPackage } from '../bioimage-io/is-package.js';
import { FlagError } from '../command-line/flag-error.js';
import { say } from '../command-line/say.js';
import {
  type BackendFlag,
  modelFlag,
  parseList,
  withEngineFlags,
  withExamples,
  withRequiredFlag,
} from '../command-line/shared-flags.js';
import { startEngine } from '../command-line/start-engine.js';
import { writeWhole } from '../files/write-whole.js';
import { isOnnxFile } from '../graphs/is-onnx-file.js';
import { DEFAULT_MODEL } from '../localize/model-catalog.js';
import { resolveModel } from '../localize/resolve-model.js';

/** The flags of `export`. */
interface ExportFlags extends BackendFlag {
  readonly model?: string;
  readonly format: Format;
  readonly out: string;
  readonly name?: string;
  readonly authors?: readonly string[];
  readonly license?: string;
}

/** The formats, and how the name of a file in one ends; of none if it is a folder. */
const ENDINGS = { onnx: '.onnx', safetensors: '.safetensors', tfjs: '', bioimageio: '.zip' } as const;

type Format = keyof typeof ENDINGS;

/** The characters that the specification of bioimage.io allows in a name, and how many. */
const NAME = /^[A-Za-z0-9_+\- ()]{1,128}$/;

/** The form of SPDX identifiers. */
const LICENSE = /^[A-Za-z0-9.+-]+$/;

/** Adds the flags and the action of `hpa-localize export`. */
export function addExport(command: Command): void {
  command.description(
    'Writes a saved model for other programs: as ONNX, as safetensors, as a folder for tf.loadLayersModel of TensorFlow.js, or as a package for bioimage.io that takes raw 8-bit levels.',
  );
  command.addOption(modelFlag());
  withRequiredFlag(command, new Option('--format <name>', 'what to write').choices(Object.keys(ENDINGS)));
  withRequiredFlag(
    command,
    new Option(
      '--out <path>',
      'where it goes: a file ending in .onnx, .safetensors or .zip; for tfjs a folder',
    ),
  );
  command
    .option('--name <text>', 'bioimageio: the name of the package (default: that of the model)')
    .addOption(
      new Option(
        '--authors <names>',
        'bioimageio: who made the model, separated by commas (default: unknown)',
      ).argParser(parseList('author')),
    )
    .option('--license <id>', 'bioimageio: SPDX identifier such as CC-BY-4.0 (default: none stated)');
  withEngineFlags(command).action(exportModel);
  withExamples(command, [
    '--model runs/first/gapnet --format onnx --out gapnet.onnx',
    '--model runs/first/gapnet --format bioimageio --out gapnet.zip --authors "Ada Lovelace" --license CC-BY-4.0',
  ]);
}

async function exportModel({
  model = DEFAULT_MODEL,
  format,
  out,
  name,
  authors,
  license,
  ...flags
}: ExportFlags): Promise<void> {
  const given = { name, authors, license };
  requireFlags(given, { format, out });
  if (format === 'tfjs') {
    await requireReplaceable(out);
  }
  const folder = await resolveModel(model, { onFetch: say });
  if (isPackage(folder) || isOnnxFile(folder)) {
    throw new FlagError(
      `--model: ${folder} is ${isOnnxFile(folder) ? 'an ONNX file' : 'a bioimage.io package'}, which other programs read as it is`,
    );
  }
  const backend = await startEngine(flags);
  const classifier = await loadClassifier(folder);
  const { card } = classifier;
  say(`model: ${card.name}, ${card.task}, ${card.classes.length} classes, ${card.parameters} parameters`);
  if (format === 'tfjs') {
    await saveClassifier(classifier, out);
    say(
      `wrote ${out}: model.json and weights.bin, as in ${folder}; tf.loadLayersModel reads them, logits come out`,
    );
  } else {
    const metadata = metadataOf(given, { cardName: card.name });
    const bytes = await contentsOf(classifier, { format, metadata });
    await writeWhole(out, bytes);
    say(`wrote ${out}: ${bytes.length} bytes`);
    if (format === 'bioimageio') {
      for (const line of unstated(given)) {
        say(line);
      }
    }
  }
  classifier.dispose();
  backend.dispose();
}

/** What a person says of a package. */
type Given = {
  readonly [Field in keyof PackageMetadata]: PackageMetadata[Field] | undefined;
};

function contentsOf(
  classifier: Classifier,
  { format, metadata }: { readonly format: Exclude<Format, 'tfjs'>; readonly metadata: PackageMetadata },
): Promise<Uint8Array> {
  switch (format) {
    case 'onnx':
      return exportOnnx(classifier);
    case 'safetensors':
      return exportSafetensors(classifier);
    case 'bioimageio':
      return buildPackage(classifier, metadata);
  }
}

/** What stands in a package: what is given; a name that is the model's may have characters that the specification lacks. */
function metadataOf(
  { name, authors = ['unknown'], license }: Given,
  { cardName }: { readonly cardName: string },
): PackageMetadata {
  const allowed = cardName.replaceAll(/[^A-Za-z0-9_+\- ()]/g, '-').slice(0, 128);
  return { name: name ?? (allowed || 'model'), authors, ...(license !== undefined && { license }) };
}

/** Says which fields of a package have no value of a person. */
function unstated({ authors, license }: Given): string[] {
  return [
    ...(authors === undefined ? ['its authors are "unknown": --authors names them'] : []),
    ...(license === undefined ? ['it states no license: --license states one'] : []),
  ];
}

function requireFlags(
  given: Given,
  { format, out }: { readonly format: Format; readonly out: string },
): void {
  const ending = ENDINGS[format];
  if (!out.toLowerCase().endsWith(ending)) {
    throw new FlagError(`--out of --format ${format} must end in ${ending}; received ${out}`);
  }
  const flag = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (format !== 'bioimageio' && flag !== undefined) {
    throw new FlagError(`--${flag} describes a package: it needs --format bioimageio; received ${format}`);
  }
  const { name, authors = [], license } = given;
  if (name !== undefined && !NAME.test(name)) {
    throw new FlagError(
      `--name must be 1 to 128 letters, digits, spaces and _ + - ( ), as bioimage.io asks; received "${name}"`,
    );
  }
  const wrong = authors.find((author) => /[/\\]/.test(author));
  if (wrong !== undefined) {
    throw new FlagError(`--authors must be names without slashes, as bioimage.io asks; received "${wrong}"`);
  }
  if (license !== undefined && !LICENSE.test(license)) {
    throw new FlagError(`--license must be an SPDX identifier such as CC-BY-4.0; received "${license}"`);
  }
}

/** Requires that a folder can take a model: it is absent, empty or an exported model, which is then replaced. */
async function requireReplaceable(out: string): Promise<void> {
  const found = await lstat(out).catch(() => null);
  if (found === null) {
    return;
  }
  const names = found.isDirectory() ? await readdir(out) : null;
  const others = names?.filter((name) => name !== 'model.json' && name !== 'weights.bin');
  if (others === undefined || others.length > 0) {
    const what = others === undefined ? 'no folder' : `a folder with ${others.slice(0, 3).join(', ')} in it`;
    throw new FlagError(
      `--out must be a folder that is absent, empty or an exported model; ${out} is ${what}`,
    );
  }
}
