import { LOCATIONS } from '../labels/locations.js';

/**
 * Requires ids of locations that one cell can show, and returns them.
 *
 * @throws RangeError if there is none, one is repeated, or one is not an id in [0, 27].
 */
export function requireLocations(locations: readonly number[]): readonly number[] {
  if (locations.length === 0) {
    throw new RangeError('locations must name at least one location id; received none');
  }
  const unknown = locations.find((id) => LOCATIONS[id] === undefined);
  if (unknown !== undefined) {
    throw new RangeError(
      `location id must be an integer in [0, ${LOCATIONS.length - 1}]; received ${unknown}`,
    );
  }
  const repeated = locations.find((id, index) => locations.indexOf(id) !== index);
  if (repeated !== undefined) {
    throw new RangeError(`locations must not repeat an id; received ${repeated} twice in [${locations}]`);
  }
  return locations;
}
