/**
 * How is the filter gradient of a training step divided among the threads of a GPU? Counted from the layers' shapes and the code
 * that dispatches, not timed. Run `npx tsx benchmarks/gpu-filter-gradient-work.ts` after `npm run build`.
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

const BATCH = 16;
const SIZE = 299;

/** The filter gradient of one convolution. */
interface Convolution {
  readonly weights: number;
  readonly patch: number;
  readonly outChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

/** Invocations of the main shader, and multiply-adds of one of them plus the additions of the second shader. */
interface Work {
  readonly invocations: number;
  readonly steps: number;
}

const KERNELS: Readonly<Record<string, (convolution: Convolution) => Work>> = {
  // In tfjs-backend-webgpu and tfjs-backend-webgl, one invocation per weight sums over all positions.
  stock: ({ weights, outHeight, outWidth }) => ({
    invocations: weights,
    steps: BATCH * outHeight * outWidth,
  }),
  webgpu: ({ weights, patch, outChannels, outHeight, outWidth }) => {
    const positions = BATCH * outHeight * outWidth;
    const { workgroups, blocks } = filterGradientPlan({ positions, patch, outChannels });
    const [tilesAlong, tilesAcross, parts] = workgroups;
    const chunks = rowChunks({ rows: parts, columns: weights });
    return {
      invocations: tilesAlong * tilesAcross * parts * SIDE ** 2,
      steps:
        blocks * DEPTH * (TILE / SIDE) ** 2 + (parts === 1 ? 0 : Math.ceil(parts / chunks / 16) + chunks),
    };
  },
  webgl: ({ weights, outHeight, outWidth }) => {
    const { parts, rowsPerPart } = webglFilterGradientPlan({ weights, rows: BATCH * outHeight });
    return { invocations: weights * parts, steps: rowsPerPart * outWidth + parts };
  },
};

/** The part of a tfjs-layers convolution that is read here. */
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
  input: { height: SIZE, width: SIZE, channels: ['microtubules+er/2', 'protein+er/2', 'nucleus'] },
  seed: 1,
} as const;
const networks = { GapNet: gapNet(shared), InceptionV3: inceptionV3({ ...shared, pooling: 'avg' }) };

const table = Object.entries(networks).flatMap(([network, model]) => {
  const convolutions = convolutionsOf(model);
  return Object.entries(KERNELS).map(([kernel, workOf]) => {
    const works = convolutions.map(workOf);
    const first = works[0]!;
    return {
      network,
      convolutions: convolutions.length,
      kernel,
      'first layer: invocations': first.invocations,
      'first layer: steps per invocation': first.steps,
      'fewest invocations': Math.min(...works.map(({ invocations }) => invocations)),
      'most steps per invocation': Math.max(...works.map(({ steps }) => steps)),
      'steps per invocation, all layers': works.reduce((sum, { steps }) => sum + steps, 0),
    };
  });
});
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ batch: BATCH, size: SIZE, table }, null, 2));
} else {
  console.table(table);
}
backend.dispose();
