import { mapEach, type NameMapping } from './name-mapping.js';

/**
 * Translates the names of the authors' checkpoint (ml-jku/gapnet-pl): `ConvLayer-1/W_conv` is `conv1/kernel`, `FC-3/b_dense` is
 * `dense3/bias`. Their step counter is not a weight.
 */
export const gapNetPlNames: NameMapping = mapEach((name) => {
  if (name === 'TeLL/tell_global_step') {
    return null;
  }
  const [, block, number, part] = /^(ConvLayer|FC)-(\d)\/([Wb])_(?:conv|dense)$/.exec(name) ?? [];
  if (!block) {
    return name;
  }
  return `${block === 'FC' ? 'dense' : 'conv'}${number}/${part === 'W' ? 'kernel' : 'bias'}`;
});
