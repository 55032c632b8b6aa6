/**
 * How is the filter gradient of a training step spread over a GPU? Counted from the layers' shapes and the code that
 * dispatches, not timed: `npx tsx benchmarks/gpu-filter-gradient-work.ts`, after `npm run build`.
 */
import { startBackend } from '@hpa/backend';
import { type Classifier, gapNet, inceptionV3 } from '@hpa/models';
import { webglFilterGradientPlan } from '../packages/hpa-backend/src/webgl/filter-gradient-plan.js';
import {
  DEPTH,
  filterGradientPlan,
  SIDE,
  TILE,
} from '../packages/hpa-backend/src/webgpu/kernels/filter-gradient-plan.js';
import { rowChunks } from '../packages/hpa-backend/src/webgpu/shaders/sum-over-rows.js';

const batch = 16;
const size = 299;

/** The filter gradient of one convolution. */
interface Convolution {
  readonly weights: number;
  readonly patch: number;
  readonly outChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

/** Invocations of the main shader, and the multiply-adds of one of them with the additions of the second shader. */
interface Work {
  readonly invocations: number;
  readonly steps: number;
}

const kernels: Readonly<Record<string, (convolution: Convolution) => Work>> = {
  // One invocation for each weight walks all positions, in tfjs-backend-webgpu and tfjs-backend-webgl alike.
  stock: ({ weights, outHeight, outWidth }) => ({
    invocations: weights,
    steps: batch * outHeight * outWidth,
  }),
  'webgpu here': ({ weights, patch, outChannels, outHeight, outWidth }) => {
    const positions = batch * outHeight * outWidth;
    const { workgroups, blocks } = filterGradientPlan({ positions, patch, outChannels });
    const [tilesAlong, tilesAcross, parts] = workgroups;
    const chunks = rowChunks({ rows: parts, columns: weights });
    return {
      invocations: tilesAlong * tilesAcross * parts * SIDE ** 2,
      steps:
        blocks * DEPTH * (TILE / SIDE) ** 2 + (parts === 1 ? 0 : Math.ceil(parts / chunks / 16) + chunks),
    };
  },
  'webgl here': ({ weights, outHeight, outWidth }) => {
    const { parts, rowsPerPart } = webglFilterGradientPlan({ weights, rows: batch * outHeight });
    return { invocations: weights * parts, steps: rowsPerPart * outWidth + parts };
  },
};

/** What is read of a convolution of tfjs-layers. */
interface ConvolutionLayer {
  getClassName(): string;
  getWeights(): readonly { readonly shape: readonly number[] }[];
  readonly output: { readonly shape: readonly (number | null)[] };
}

function convolutionsOf({ network }: Classifier): Convolution[] {
  return (network.layers as unknown as readonly ConvolutionLayer[])
    .filter((layer) => layer.getClassName() === 'Conv2D')
    .map((layer) => {
      const [height, width, inChannels] = layer.getWeights()[0]!.shape as [number, number, number, number];
      const [, outHeight, outWidth, outChannels] = layer.output.shape as [null, number, number, number];
      const patch = height * width * inChannels;
      return { weights: patch * outChannels, patch, outChannels, outHeight, outWidth };
    });
}

const backend = await startBackend('wasm', { threads: 1 });
const shared = {
  classes: [0, 1, 2, 3].map((id) => ({ id, name: `class ${id}` })),
  initialWeights: 'zeros',
  input: { height: size, width: size, channels: ['microtubules+er/2', 'protein+er/2', 'nucleus'] },
  seed: 1,
} as const;
const networks = { GapNet: gapNet(shared), InceptionV3: inceptionV3({ ...shared, pooling: 'avg' }) };

const table = Object.entries(networks).flatMap(([network, model]) => {
  const convolutions = convolutionsOf(model);
  return Object.entries(kernels).map(([kernel, workOf]) => {
    const works = convolutions.map(workOf);
    const first = works[0]!;
    return {
      network,
      convolutions: convolutions.length,
      kernel,
      'first layer: invocations': first.invocations,
      'first layer: steps of one': first.steps,
      'fewest invocations': Math.min(...works.map(({ invocations }) => invocations)),
      'most steps of one': Math.max(...works.map(({ steps }) => steps)),
      'steps of one, all layers': works.reduce((sum, { steps }) => sum + steps, 0),
    };
  });
});
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ batch, size, table }, null, 2));
} else {
  console.table(table);
}
backend.dispose();
