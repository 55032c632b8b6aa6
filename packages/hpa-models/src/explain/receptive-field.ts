import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { layerKind } from '../layer-kinds/layer-kinds.js';
import type { SlidingWindow } from '../layer-kinds/sliding-window.js';

/** Where the cells of feature maps lie along one axis of the image, in pixels; the center of the first pixel is 0. */
export interface CellAxis {
  /** Center of what cell 0 sees: half numbers lie between two pixels, negative ones in the padding. */
  readonly first: number;
  /** Distance of the centers of two neighbors. */
  readonly step: number;
  /** Pixels from the first to the last one that a cell sees, those in the padding included. */
  readonly size: number;
}

/** Where the cells of feature maps lie in the image. */
export interface ReceptiveField {
  readonly rows: CellAxis;
  readonly columns: CellAxis;
}

/**
 * Follows the windows of a network from the image to a layer, and says where in the image the cells of its maps lie: cell j sees
 * `size` pixels about `first + j * step`. An image is stretched over its maps by none of the layers between: after convolutions
 * without padding the cells keep away from the borders, after uneven padding they lie off the middle.
 *
 * Where branches meet, a cell sees what any of its branches sees. If their centers differ, that is centered at none of them: the
 * mean of the outermost pixels is taken, no further from a branch than half of what they differ by.
 *
 * @throws Error naming the layer if branches meet whose cells lie at other distances, so that no one grid places them, or if a layer
 * below is of an unknown kind
 */
export function receptiveField(network: LayersModel, { layer }: { readonly layer: string }): ReceptiveField {
  const known = new Map<string, ReceptiveField>();
  const fieldOf = (at: layers.Layer): ReceptiveField => {
    const found = known.get(at.name) ?? see(at, meet(at, belowOf(at).map(fieldOf)));
    known.set(at.name, found);
    return found;
  };
  return fieldOf(network.getLayer(layer));
}

const PIXEL: CellAxis = { first: 0, step: 1, size: 1 };

function belowOf(layer: layers.Layer): readonly layers.Layer[] {
  return layer.inboundNodes[0]?.inboundLayers ?? [];
}

/** Joins what the inputs of a layer see; the image sees its pixels. */
function meet(layer: layers.Layer, branches: readonly ReceptiveField[]): ReceptiveField {
  if (branches.length === 0) {
    return { rows: PIXEL, columns: PIXEL };
  }
  const join = (axes: readonly CellAxis[]): CellAxis => {
    const { step } = axes[0]!;
    if (axes.some((axis) => axis.step !== step)) {
      const steps = axes.map((axis) => axis.step).join(' and ');
      throw new Error(
        `layer "${layer.name}" joins maps whose cells are ${steps} pixels apart; nothing says where in the image its cells lie. Choose a layer below it`,
      );
    }
    const start = Math.min(...axes.map(({ first, size }) => first - (size - 1) / 2));
    const end = Math.max(...axes.map(({ first, size }) => first + (size - 1) / 2));
    return { first: (start + end) / 2, step, size: end - start + 1 };
  };
  return {
    rows: join(branches.map(({ rows }) => rows)),
    columns: join(branches.map(({ columns }) => columns)),
  };
}

/** What the cells of a layer see, given what those below it see. */
function see(layer: layers.Layer, below: ReceptiveField): ReceptiveField {
  const windows = layerKind(layer).windows?.(layer);
  if (!windows) {
    return below;
  }
  const through = ({ first, step, size }: CellAxis, window: SlidingWindow): CellAxis => ({
    first: first + step * ((window.size - 1) / 2 - window.before),
    step: step * window.stride,
    size: size + step * (window.size - 1),
  });
  return { rows: through(below.rows, windows[0]), columns: through(below.columns, windows[1]) };
}
