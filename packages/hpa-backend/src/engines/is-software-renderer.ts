/** Whether a graphics adapter's name is that of a known software renderer, which computes on the CPU. */
export function isSoftwareRenderer(name: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|softpipe|basic render driver/i.test(name);
}
