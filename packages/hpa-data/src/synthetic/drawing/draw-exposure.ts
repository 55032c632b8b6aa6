import type { SeededRandom } from '../../seeded-random.js';

/** Draws how the camera records one channel: gain, haze over the whole image, and noise that grows with the light. */
export function drawExposure(random: SeededRandom): (intensity: number) => number {
  const gain = random.within([130, 230]);
  const haze = random.within([0, 14]);
  const noise = random.within([0.4, 1.2]);
  return (intensity) => {
    const light = haze + gain * intensity;
    return Math.min(255, Math.max(0, Math.round(light + noise * Math.sqrt(light) * random.normal())));
  };
}
