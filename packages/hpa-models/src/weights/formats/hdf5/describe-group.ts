import { listed } from '../../../listed.js';
import type { Hdf5Group } from './read-hdf5.js';

/** Says in words what a group of an HDF5 file holds. */
export function describeGroup({ groups, tensors, attributes }: Hdf5Group): string {
  const parts = [
    ['groups', [...groups.keys()]],
    ['datasets', [...tensors.keys()]],
    ['attributes', [...attributes.keys()]],
  ] as const;
  const found = parts.filter(([, names]) => names.length > 0);
  return found.map(([kind, names]) => `the ${kind} ${listed(names)}`).join(' and ') || 'nothing';
}
