import type { Command } from 'commander';

/** A command of `hpa-localize`: what the list of commands says of it, and the module that adds its flags and action. */
export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<(command: Command) => void>;
}

/** The commands, by name. Only the one that is asked for is loaded. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  compare: {
    summary: 'train models on the same images, and report which is better and how sure that is',
    load: async () => (await import('./commands/compare.js')).addCompare,
  },
  tune: {
    summary: 'search for a better recipe of a model, by its validation split',
    load: async () => (await import('./commands/tune.js')).addTune,
  },
  worker: {
    summary: 'do what tune, compare and predict send with --queue, on any machine that sees the data',
    load: async () => (await import('./commands/worker.js')).addWorker,
  },
  predict: {
    summary: 'rank the locations of images by a saved model',
    load: async () => (await import('./commands/predict.js')).addPredict,
  },
  explain: {
    summary: 'show where in an image, and in which channel, a saved model sees its answer',
    load: async () => (await import('./commands/explain.js')).addExplain,
  },
  embed: {
    summary: 'write the features of images as a saved model sees them, and a page with a map of them',
    load: async () => (await import('./commands/embed.js')).addEmbed,
  },
  export: {
    summary:
      'write a saved model for other programs: ONNX, safetensors, TensorFlow.js or a bioimage.io package',
    load: async () => (await import('./commands/export.js')).addExport,
  },
  'contact-sheet': {
    summary: 'draw examples of each class, and count and measure a dataset',
    load: async () => (await import('./commands/contact-sheet.js')).addContactSheet,
  },
  app: {
    summary: 'serve a page that tells where the protein sits in pictures that are dropped on it',
    load: async () => (await import('./commands/app.js')).addApp,
  },
  prepare: {
    summary: 'decode and resize a dataset once, so that later commands read it at memory speed',
    load: async () => (await import('./commands/prepare.js')).addPrepare,
  },
};
