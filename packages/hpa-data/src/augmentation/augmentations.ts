/** Ways to vary images for training, all of the type `ImageAugmentation`, by the names of torchvision and albumentations. */
export { cutout } from './cutout.js';
export { gaussianNoise } from './gaussian-noise.js';
export { intensityJitter } from './intensity-jitter.js';
export { mixup } from './mixup.js';
export { randomAffine } from './random-affine.js';
export { randomCrop } from './random-crop.js';
export { randomFlip } from './random-flip.js';
export { randomRotate90 } from './random-rotate90.js';
