import { engine, getBackend, getKernel, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, type layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type InferenceStep, planInference } from './plan-inference.js';

/**
 * Runs a network on images [N, height, width, channels] in inference and returns the outputs of some layers, in their order: layers of the
 * network or above one of them. The tensors belong to the caller.
 *
 * Where the backend has a kernel for it, batch normalizations are folded into the convolutions beside them, which saves a pass over the
 * images for each; results then differ in the last bits. Gradients go through the layers as they are.
 */
export function runInference(
  network: LayersModel,
  images: Tensor4D,
  wanted: readonly layers.Layer[],
): Tensor[] {
  // getKernel() is typed as always finding a kernel.
  const folds = (getKernel('HpaNormalizedConv2D', getBackend()) as object | undefined) !== undefined;
  const plan = planOf(network, wanted);
  return tidy(() => {
    if (folds && engine().state.gradientDepth === 0) {
      return runSteps(plan, images);
    }
    const found = plan.probe.apply(images, { training: false }) as Tensor | Tensor[];
    return Array.isArray(found) ? found : [found];
  });
}

/** How a network computes the outputs of some layers. */
interface Plan {
  /** By the layers, one by one. */
  readonly probe: LayersModel;
  /** By groups of layers. */
  readonly steps: readonly InferenceStep[];
  /** Names of the outputs of steps that hold what was asked for. */
  readonly outputs: readonly string[];
}

const plans = new WeakMap<LayersModel, Map<string, Plan>>();

function planOf(network: LayersModel, wanted: readonly layers.Layer[]): Plan {
  const known = plans.get(network) ?? new Map<string, Plan>();
  plans.set(network, known);
  const key = wanted.map(({ name }) => name).join('\n');
  const plan = known.get(key) ?? makePlan(network, wanted);
  known.set(key, plan);
  return plan;
}

function makePlan(network: LayersModel, wanted: readonly layers.Layer[]): Plan {
  const outputs = wanted.map((layer) => layer.output as SymbolicTensor);
  return { probe: model({ inputs: network.inputs, outputs }), ...planInference(wanted) };
}

/** Runs steps in order, and frees every output after its last reader. */
function runSteps({ steps, outputs }: Plan, images: Tensor4D): Tensor[] {
  const readers = new Map<string, number>();
  for (const name of [...steps.flatMap(({ inputs }) => inputs), ...outputs]) {
    readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  const found = new Map<string, Tensor>();
  for (const { output, inputs, run } of steps) {
    found.set(output, run ? run(inputs.map((name) => found.get(name)!)) : images.clone());
    for (const name of inputs) {
      const left = readers.get(name)! - 1;
      readers.set(name, left);
      if (left === 0) {
        found.get(name)!.dispose();
      }
    }
  }
  return outputs.map((name) => found.get(name)!.clone());
}
