import { type GapNetOptions, gapNet } from './gap-net.js';
import { type GapNetPlOptions, gapNetPl } from './gap-net-pl.js';
import { type InceptionV3Options, inceptionV3 } from './inception-v3.js';
import { type ScratchCnnOptions, scratchCnn } from './scratch-cnn.js';
import type { Classifier, ClassifierOptions } from './types.js';

/** Every architecture by the name on its cards: what loading builds again. */
export const builders: Readonly<Record<string, (options: ClassifierOptions) => Classifier>> = {
  // A card's options are those that its own builder put there.
  'inception-v3': (options) => inceptionV3(options as InceptionV3Options),
  'scratch-cnn': (options) => scratchCnn(options as ScratchCnnOptions),
  gapnet: (options) => gapNet(options as GapNetOptions),
  'gapnet-pl': (options) => gapNetPl(options as GapNetPlOptions),
};
