import type { PublishedWeights } from './published-weights.js';

/** Published weights of `inceptionV3`, by name. */
export const inceptionV3Weights: { readonly imagenet: PublishedWeights } = {
  /** Keras applications, weights 'imagenet' without top (https://keras.io/api/applications/inceptionv3/). */
  imagenet: {
    architecture: 'inception-v3',
    name: 'imagenet',
    files: [
      {
        url: 'https://storage.googleapis.com/tensorflow/keras-applications/inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5',
        // The checksum that Keras applications itself goes by; no other is published.
        checksum: { algorithm: 'md5', hex: 'bcbd6486424b2319ff4ef7d526e38f63' },
      },
    ],
    licence: 'Apache-2.0',
    provenance: 'ImageNet, as published by Keras applications, below the head',
    inputSize: [299, 299],
    normalization: 'symmetric',
    channels: ['red', 'green', 'blue'],
    classes: [],
    without: ['dense_1', 'dense_2'],
  },
};
