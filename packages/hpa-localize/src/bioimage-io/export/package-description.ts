import type { ModelCard } from '@hpa/models';
import { preprocessingOf } from './preprocessing.js';

/** A publication. */
export interface Citation {
  readonly text: string;
  readonly doi: string;
}

/** What a person says of a package. */
export interface PackageMetadata {
  readonly name: string;
  readonly authors: readonly string[];
  /** An SPDX identifier. */
  readonly license?: string;
}

/** A file of a package. */
export interface PackageFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** SHA-256 in hex. */
  readonly sha256: string;
}

/** The files that the description of a package names. */
export interface DescribedFiles {
  readonly weights: PackageFile;
  readonly testInput: PackageFile;
  readonly testOutput: PackageFile;
  readonly readme: PackageFile;
  readonly cover: PackageFile;
}

/** The version of the specification: https://github.com/bioimage-io/spec-bioimage-io/blob/main/docs. */
const FORMAT_VERSION = '0.5.12';

/** Version of the operator set that `exportOnnx` writes. */
const OPSET = 17;

/** Most characters of a description. */
const LONGEST_DESCRIPTION = 1024;

/** Describes a package in the words of the specification: the contents of its rdf.yaml. */
export function packageDescription(
  card: ModelCard,
  {
    metadata: { name, authors, license },
    files: { weights, testInput, testOutput, readme, cover },
    channels,
    inGraph,
    citation,
  }: {
    readonly metadata: PackageMetadata;
    readonly files: DescribedFiles;
    readonly channels: readonly string[];
    readonly inGraph: boolean;
    readonly citation: Citation;
  },
): Readonly<Record<string, unknown>> {
  const { input, classes, task, architecture } = card;
  const names = classes.map((label) => label.name);
  const of = ({ name: source, sha256 }: PackageFile) => ({ source, sha256 });
  const description = `Tells where in a human cell a protein sits: ${task === 'multi-label' ? 'any number' : 'one'} of ${names.join(', ')} (${architecture}).`;
  return {
    format_version: FORMAT_VERSION,
    type: 'model',
    name,
    description: description.slice(0, LONGEST_DESCRIPTION),
    authors: authors.map((author) => ({ name: author })),
    cite: [citation],
    ...(license !== undefined && { license }),
    documentation: of(readme),
    covers: [of(cover)],
    tags: [
      'classification',
      'protein-localization',
      'human-protein-atlas',
      'fluorescence-light-microscopy',
      '2d',
    ],
    inputs: [
      {
        id: 'levels',
        description: `8-bit gray levels of one cell: ${channels.join(', ')}`,
        axes: [
          { type: 'batch' },
          { type: 'space', id: 'y', size: input.height },
          { type: 'space', id: 'x', size: input.width },
          { type: 'channel', channel_names: [...channels] },
        ],
        data: { type: 'uint8', range: [0, 255] },
        preprocessing: preprocessingOf(input, { inGraph }),
        test_tensor: of(testInput),
      },
    ],
    outputs: [
      {
        id: 'probabilities',
        description:
          task === 'multi-label' ? 'one per class, each by itself' : 'one per class; they sum to 1',
        axes: [{ type: 'batch' }, { type: 'channel', channel_names: names }],
        data: { type: 'float32', range: [0, 1] },
        test_tensor: of(testOutput),
      },
    ],
    weights: { onnx: { ...of(weights), opset_version: OPSET } },
    config: { hpa_localize: { card } },
  };
}
