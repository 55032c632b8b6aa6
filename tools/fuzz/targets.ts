import type { FuzzTarget } from './fuzz-target.js';
import { CHECKPOINT_TARGETS } from './targets/checkpoints.js';
import { CLASSIFIER_TARGETS } from './targets/classifiers.js';
import { IMAGE_TARGETS } from './targets/images.js';
import { PACKAGE_TARGETS } from './targets/packages.js';
import { PREPARED_TARGETS } from './targets/prepared.js';
import { TABLE_TARGETS } from './targets/tables.js';
import { WEIGHTS_TARGETS } from './targets/weights.js';

/** Every format that the product reads. */
export const TARGETS: readonly FuzzTarget[] = [
  ...IMAGE_TARGETS,
  ...TABLE_TARGETS,
  ...WEIGHTS_TARGETS,
  ...CLASSIFIER_TARGETS,
  ...PACKAGE_TARGETS,
  ...CHECKPOINT_TARGETS,
  ...PREPARED_TARGETS,
];
