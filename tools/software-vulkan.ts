import { existsSync } from 'node:fs';

/** Where Debian's chromium package keeps SwiftShader, a Vulkan driver on the CPU, and a Vulkan loader. */
const folder = '/usr/lib/chromium';

/**
 * Environment variables under which a process finds SwiftShader, so that WebGPU can be tested without a GPU.
 *
 * They must be set before the process starts. None where Debian's chromium is not installed, or where
 * VK_ICD_FILENAMES already chooses a driver.
 */
export function softwareVulkan(): Record<string, string> {
  const { VK_ICD_FILENAMES: chosen, LD_LIBRARY_PATH: others } = process.env;
  const driver = `${folder}/vk_swiftshader_icd.json`;
  if (chosen !== undefined || !existsSync(driver)) {
    return {};
  }
  return { VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: [folder, others].filter(Boolean).join(':') };
}
