import { mapEach, type NameMapping, PUBLISHED_HEAD } from './name-mapping.js';

/**
 * Translates the names of torchvision's resnet18 and resnet50, which timm shares: `layer1.0.conv2.weight` is
 * `conv2_block1_2_conv/kernel`, `layer2.0.downsample.1.running_mean` is `conv3_block1_0_bn/moving_mean`.
 */
export const torchvisionResNetNames: NameMapping = mapTorchvision((layer) => {
  if (layer === 'fc') {
    return PUBLISHED_HEAD;
  }
  const [, stage, block, part] = /^layer(\d)\.(\d+)\.([a-z\d.]+)$/.exec(layer) ?? [];
  const here = stage ? `conv${Number(stage) + 1}_block${Number(block) + 1}_` : 'conv';
  const [, kind, number] = /^(conv|bn|downsample\.)(\d)$/.exec(part ?? layer) ?? [];
  if (!kind) {
    return undefined;
  }
  if (kind === 'downsample.') {
    return stage && `${here}0_${number === '0' ? 'conv' : 'bn'}`;
  }
  return `${here}${number}_${kind}`;
});

/**
 * Translates the names of torchvision's densenet121, which timm shares: `features.denseblock1.denselayer2.norm1.weight` is
 * `conv2_block2_0_bn/gamma`. The weights that torchvision publishes call the same layer `norm.1`.
 */
export const torchvisionDenseNetNames: NameMapping = mapTorchvision((layer) => {
  const [, dense, inner, part] =
    /^features\.denseblock(\d)\.denselayer(\d+)\.(norm\.?1|conv\.?1|norm\.?2|conv\.?2)$/.exec(layer) ?? [];
  if (part) {
    return `conv${Number(dense) + 1}_block${inner}_${DENSE_LAYER[part.replace('.', '')]}`;
  }
  const [, transition, kind] = /^features\.transition(\d)\.(norm|conv)$/.exec(layer) ?? [];
  if (kind) {
    return `pool${Number(transition) + 1}_${kind === 'norm' ? 'bn' : 'conv'}`;
  }
  return DENSE_NET.get(layer);
});

const DENSE_LAYER: Readonly<Record<string, string>> = {
  norm1: '0_bn',
  conv1: '1_conv',
  norm2: '1_bn',
  conv2: '2_conv',
};

const DENSE_NET: ReadonlyMap<string, string> = new Map([
  ['features.conv0', 'conv1_conv'],
  ['features.norm0', 'conv1_bn'],
  ['features.norm5', 'bn'],
  ['classifier', PUBLISHED_HEAD],
]);

/** Translates the kinds of weights, and the layers by `layerName`; keeps the names of layers that it does not know. */
function mapTorchvision(layerName: (layer: string) => string | undefined): NameMapping {
  return mapEach((name) => {
    const dot = name.lastIndexOf('.');
    const kind = name.slice(dot + 1);
    const layer = layerName(name.slice(0, Math.max(dot, 0)));
    if (layer === undefined) {
      return name;
    }
    if (kind === 'num_batches_tracked') {
      return null;
    }
    const kinds = layer.endsWith('bn') ? NORMALIZATION_KINDS : KINDS;
    return kinds.has(kind) ? `${layer}/${kinds.get(kind)}` : name;
  });
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['weight', 'kernel'],
  ['bias', 'bias'],
]);

const NORMALIZATION_KINDS: ReadonlyMap<string, string> = new Map([
  ['weight', 'gamma'],
  ['bias', 'beta'],
  ['running_mean', 'moving_mean'],
  ['running_var', 'moving_variance'],
]);
