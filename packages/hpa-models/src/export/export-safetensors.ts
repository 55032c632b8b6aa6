import type { Classifier } from '../types.js';

/**
 * Writes the weights of a classifier, float32, as a safetensors file (https://github.com/huggingface/safetensors#format), with the
 * names and layout that they have here, such as `conv1/kernel` [height, width, in, out]. The metadata has the card as JSON under
 * the key `card`.
 *
 * @example
 * import { exportSafetensors, gapNetPl, readWeights } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * const model = gapNetPl({ input: { height: 16, width: 16 }, classes, seed: 1 });
 * const bytes = await exportSafetensors(model);
 * readWeights({ 'model.safetensors': bytes }).tensors.get('conv1/kernel').shape; // [3, 3, 4, 32]
 */
export async function exportSafetensors({ card, network }: Classifier): Promise<Uint8Array> {
  const weights = network.layers.flatMap((layer) => layer.weights);
  const header: Record<string, unknown> = { __metadata__: { card: JSON.stringify(card) } };
  let end = 0;
  for (const { originalName, shape } of weights) {
    const start = end;
    end += 4 * (shape as number[]).reduce((size, dimension) => size * dimension, 1);
    header[originalName] = { dtype: 'F32', shape, data_offsets: [start, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Spaces after the header align the numbers to 8 bytes.
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end).fill(0x20, 8, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(text, 8);
  let at = 8 + headerLength;
  for (const weight of weights) {
    const values = await weight.read().data<'float32'>();
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}
