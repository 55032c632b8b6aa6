import type { InputSpec, ModelCard } from '../types.js';

/** Trained weights that others have published: where they are, and which input they need. */
export interface PublishedWeights {
  /** Architecture of the network, such as `inception-v3`. */
  readonly architecture: string;
  /** Short name, such as `imagenet`. */
  readonly name: string;
  /** The files; the first is the one to open. Empty if none is published with a checksum and in a format that is read. */
  readonly files: readonly {
    readonly url: string;
    /** Size of the file; if it is not known, `fetchWeights` takes at most 2 GiB. */
    readonly bytes?: number;
    readonly checksum: { readonly algorithm: 'sha256' | 'md5'; readonly hex: string };
  }[];
  /** If there are no files: Python that writes the one to open, under this name, from what is published. */
  readonly conversion?: { readonly file: string; readonly python: string };
  /** SPDX identifier. */
  readonly license: string;
  /** Provenance for model cards. */
  readonly provenance: string;
  /** Image size of the training, in pixels. */
  readonly inputSize: readonly [height: number, width: number];
  /** Normalization of the training. */
  readonly normalization: InputSpec['normalization'];
  /** What each input channel shows, in order. */
  readonly channels: readonly string[];
  /** What each logit stands for, in order; empty if the weights are for a backbone. */
  readonly classes: readonly string[];
  /** What the logits were trained for; absent if the weights are for a backbone. */
  readonly task?: ModelCard['task'];
  /** Layers of the network for which there are no weights: the `except` of `loadWeights`. */
  readonly without: readonly string[];
}

const GAP_NET_PL =
  'https://raw.githubusercontent.com/ml-jku/gapnet-pl/6010347c7c1573fc814e8632a98359b62f048af1/models';

/** Published weights, by architecture and name. */
export const PUBLISHED_WEIGHTS: {
  readonly 'inception-v3': { readonly imagenet: PublishedWeights };
  readonly 'resnet-18': { readonly imagenet: PublishedWeights };
  readonly 'resnet-50': { readonly imagenet: PublishedWeights };
  readonly 'densenet-121': { readonly imagenet: PublishedWeights };
  readonly 'mobilenet-v2': { readonly imagenet: PublishedWeights };
  readonly 'gapnet-pl': { readonly authors: PublishedWeights };
} = {
  'inception-v3': {
    /** Keras applications, weights 'imagenet' without the head (https://keras.io/api/applications/inceptionv3/). */
    imagenet: {
      architecture: 'inception-v3',
      name: 'imagenet',
      files: [
        {
          url: 'https://storage.googleapis.com/tensorflow/keras-applications/inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5',
          bytes: 87_910_968,
          // The checksum that Keras applications uses; no other is published.
          checksum: { algorithm: 'md5', hex: 'bcbd6486424b2319ff4ef7d526e38f63' },
        },
      ],
      license: 'Apache-2.0',
      provenance: 'ImageNet, published by Keras applications, without the head',
      inputSize: [299, 299],
      normalization: 'symmetric',
      channels: ['red', 'green', 'blue'],
      classes: [],
      without: ['dense_1', 'dense_2'],
    },
  },
  'resnet-18': { imagenet: torchvision('resnet-18', 'resnet18') },
  'resnet-50': { imagenet: torchvision('resnet-50', 'resnet50') },
  'densenet-121': { imagenet: torchvision('densenet-121', 'densenet121') },
  'mobilenet-v2': {
    /** Keras applications, width multiplier 1, without the head; it publishes no checksums (https://keras.io/api/applications/mobilenet/). */
    imagenet: {
      architecture: 'mobilenet-v2',
      name: 'imagenet',
      files: [],
      conversion: {
        file: 'mobilenet_v2.keras',
        python: 'import keras; keras.applications.MobileNetV2(include_top=False).save("mobilenet_v2.keras")',
      },
      license: 'Apache-2.0',
      provenance: 'ImageNet, published by Keras applications, without the head',
      inputSize: [224, 224],
      normalization: 'symmetric',
      channels: ['red', 'green', 'blue'],
      classes: [],
      without: ['dense_1'],
    },
  },
  'gapnet-pl': {
    /** The authors' checkpoint (https://github.com/ml-jku/gapnet-pl), trained on images of the Human Protein Atlas. */
    authors: {
      architecture: 'gapnet-pl',
      name: 'authors',
      files: [
        {
          url: `${GAP_NET_PL}/gapnet-pl.ckpt.index`,
          bytes: 968,
          checksum: {
            algorithm: 'sha256',
            hex: '8abd2697748cc1b83b54227dc780e68b7680b00516a3c8cc34140b016f3d604d',
          },
        },
        {
          url: `${GAP_NET_PL}/gapnet-pl.ckpt.data-00000-of-00001`,
          bytes: 2_504_892,
          checksum: {
            algorithm: 'sha256',
            hex: '8b09c5b3e3a2bfc6c81841701aa329c89f1cb85edd1400fa576fb16d0f1a45ab',
          },
        },
      ],
      license: 'BSD-2-Clause',
      provenance: 'Human Protein Atlas, published by the authors of GapNet-PL (ml-jku/gapnet-pl)',
      inputSize: [1024, 1024],
      normalization: 'per-image',
      channels: ['blue: nucleus', 'green: protein', 'red: microtubules', 'yellow: ER'],
      classes: [
        'Actin filaments',
        'Centrosome',
        'Cytosol',
        'Endoplasmic reticulum',
        'Golgi apparatus',
        'Intermediate filaments',
        'Microtubules',
        'Mitochondria',
        'Nuclear membrane',
        'Nucleoli',
        'Nucleus',
        'Plasma membrane',
        'Vesicles',
      ],
      task: 'multi-label',
      without: [],
    },
  },
};

/** Weights IMAGENET1K_V1 of torchvision (https://docs.pytorch.org/vision/stable/models.html), which are published as pickles only. */
function torchvision(architecture: string, builder: string): PublishedWeights {
  return {
    architecture,
    name: 'imagenet',
    files: [],
    conversion: {
      file: `${builder}.safetensors`,
      python: `import safetensors.torch, torchvision; safetensors.torch.save_file(torchvision.models.${builder}(weights="IMAGENET1K_V1").state_dict(), "${builder}.safetensors")`,
    },
    license: 'BSD-3-Clause',
    provenance: 'ImageNet, published by torchvision (IMAGENET1K_V1)',
    inputSize: [224, 224],
    normalization: 'imagenet',
    channels: ['red', 'green', 'blue'],
    classes: [],
    without: [],
  };
}
