import type { Classifier, ClassifierOptions } from '../types.js';
import { type DeepLocOptions, deepLoc } from './deep-loc.js';
import { type DenseNet121Options, denseNet121 } from './dense-net-121.js';
import { type GapNetOptions, gapNet } from './gap-net.js';
import { type GapNetPlOptions, gapNetPl } from './gap-net-pl.js';
import { type InceptionV3Options, inceptionV3 } from './inception-v3.js';
import { mCnn } from './m-cnn.js';
import { type ResNetOptions, resNet18, resNet50 } from './res-net.js';
import { type ScratchCnnOptions, scratchCnn } from './scratch-cnn.js';

/** What each architecture can be told, by the name on its cards. */
export interface ArchitectureOptions {
  readonly 'inception-v3': InceptionV3Options;
  readonly 'resnet-18': ResNetOptions;
  readonly 'resnet-50': ResNetOptions;
  readonly 'densenet-121': DenseNet121Options;
  readonly 'scratch-cnn': ScratchCnnOptions;
  readonly gapnet: GapNetOptions;
  readonly 'gapnet-pl': GapNetPlOptions;
  readonly 'm-cnn': ClassifierOptions;
  readonly deeploc: DeepLocOptions;
}

/** Name of an architecture, such as `gapnet-pl`. */
export type ArchitectureName = keyof ArchitectureOptions;

/** Every architecture by the name on its cards: what loading and the registry build. */
export const builders: {
  readonly [Name in ArchitectureName]: (options: ArchitectureOptions[Name]) => Classifier;
} = {
  'inception-v3': inceptionV3,
  'resnet-18': resNet18,
  'resnet-50': resNet50,
  'densenet-121': denseNet121,
  'scratch-cnn': scratchCnn,
  gapnet: gapNet,
  'gapnet-pl': gapNetPl,
  'm-cnn': mCnn,
  deeploc: deepLoc,
};
