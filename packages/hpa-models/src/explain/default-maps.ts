import type { LayersModel, layers } from '@tensorflow/tfjs-layers';

/** Layers that return the image, or maps with zeros about them that stand for no place. */
const MAPLESS: ReadonlySet<string> = new Set(['InputLayer', 'ZeroPadding2D']);

/**
 * Name of the layer whose maps explain a network by default: the last that returns feature maps, or, if those are a single row or
 * column and so say nothing of the place, the last one below it that has more of both and that everything above passes through.
 */
export function defaultMaps(network: LayersModel): string {
  const last = network.layers.filter(({ outputShape }) => outputShape.length === 4).at(-1)!;
  const through = passedBy(last, new Map());
  const showing = network.layers.filter(
    (layer) => through.has(layer.name) && !MAPLESS.has(layer.getClassName()) && showsPlaces(layer),
  );
  return (showing.at(-1) ?? last).name;
}

function showsPlaces({ outputShape: [, rows, columns] }: layers.Layer): boolean {
  return (rows as number) > 1 && (columns as number) > 1;
}

/** The layers on every path from the image to a layer, itself included. */
function passedBy(layer: layers.Layer, known: Map<string, ReadonlySet<string>>): ReadonlySet<string> {
  const found = known.get(layer.name);
  if (found) {
    return found;
  }
  const [first, ...others] = (layer.inboundNodes[0]?.inboundLayers ?? []).map((below) =>
    passedBy(below, known),
  );
  const shared = [...(first ?? [])].filter((name) => others.every((names) => names.has(name)));
  const passed = new Set([...shared, layer.name]);
  known.set(layer.name, passed);
  return passed;
}
