import type { ModelCard } from '@hpa/models';
import type { Citation } from './package-description.js';

/** What the README of a package is made of. */
interface ReadmeOptions {
  readonly name: string;
  /** Names of the stains that go in, in order. */
  readonly channels: readonly string[];
  readonly citation: Citation;
}

/** Writes the README.md of a package: what goes in, what comes out, where the weights are from, and how to check them. */
export function packageReadme(
  { input, classes, task, thresholds, architecture, provenance, parameters }: ModelCard,
  { name, channels, citation }: ReadmeOptions,
): string {
  const sums = input.channels.filter((plane) => !channels.includes(plane));
  const answer =
    task === 'multi-label'
      ? 'one probability per class, each by itself: a protein may be in several places, or in none of these. A class is claimed from its threshold on.'
      : 'one probability per class, which sum to 1: the most probable class is the answer.';
  const rows = classes.map(({ name: label }, index) =>
    task === 'multi-label' ? `| ${label} | ${thresholds?.[index] ?? 0.5} |` : `| ${label} |`,
  );
  const head = task === 'multi-label' ? ['| class | threshold |', '| --- | --- |'] : ['| class |', '| --- |'];
  return `${[
    `# ${name}`,
    '',
    'Tells where in a human cell a protein sits, from fluorescence images of one cell.',
    '',
    '## Input',
    '',
    `\`levels\`: 8-bit gray levels in [0, 255] of ${channels.join(', ')}, ${input.height} x ${input.width} pixels, axes batch, y, x, channel.`,
    'Levels of cameras with more bits must be brought to 8 bits as for the images that the model was trained on.',
    ...(sums.length > 0
      ? [
          `The graph itself makes ${sums.join(', ')} of them, and normalizes what it made (${input.normalization}).`,
        ]
      : []),
    '',
    '## Output',
    '',
    `\`probabilities\`: ${answer}`,
    '',
    ...head,
    ...rows,
    '',
    '## Model',
    '',
    `Architecture ${architecture}, ${parameters} parameters. Weights: ${provenance || 'origin not stated'}.`,
    '',
    '## Validation',
    '',
    'The test tensors are a drawn cell and the probabilities that TensorFlow.js gives for it, which onnxruntime must reproduce. They say',
    'nothing of how often the model is right: measure that on labelled images that it has not seen, split so that cells of one field or',
    'antibody stay together, for instance by the macro F1 of `predict` of @hpa/localize (`hpa-localize predict --model PACKAGE.zip --data DIR`).',
    '',
    '## Citation',
    '',
    `${citation.text} https://doi.org/${citation.doi}`,
  ].join('\n')}\n`;
}
