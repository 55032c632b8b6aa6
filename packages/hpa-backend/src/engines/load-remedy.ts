/** Suggests what to do if an installed tfjs-node package fails to load, from its error message; empty if the message is unknown. */
export function loadRemedy(failure: { readonly packageName: string; readonly message: string }): string {
  const { packageName, message } = failure;
  return REMEDIES.find(({ when }) => when.test(message))?.remedy(packageName) ?? '';
}

// The messages of Linux come from installations broken in each of these ways, those of macOS and Windows from the documentation
// of their loaders. The first match counts.
const REMEDIES: readonly { readonly when: RegExp; readonly remedy: (packageName: string) => string }[] = [
  {
    when: /lib(cudart|cublas|cublasLt|cudnn|cufft|curand|cusolver|cusparse)[\w.]*: cannot open shared object/i,
    remedy: () => 'install CUDA 11.2 and cuDNN 8.1 and add their folder to LD_LIBRARY_PATH',
  },
  {
    when: /version `(GLIBC|GLIBCXX|CXXABI)_[\d.]+' not found/,
    remedy: (packageName) =>
      `this system's C or C++ library is older than the binary: rebuild it with ${rebuild(packageName)}, or use a newer system`,
  },
  {
    when: /ld-linux|ld-musl|Error relocating|not a valid Win32 application|incompatible architecture|wrong ELF class/,
    remedy: () =>
      'the binary is for another platform: libtensorflow exists for glibc Linux, macOS and Windows',
  },
  {
    when: /native addon module \(tfjs_binding\.node\) can not be found/,
    remedy: (packageName) => `its binary was never installed: run ${rebuild(packageName)}`,
  },
  {
    when: /tensorflow[\w.]*: cannot open shared object|Library not loaded: .*tensorflow|specified module could not be found/,
    remedy: (packageName) => `libtensorflow is missing: run ${rebuild(packageName)}`,
  },
  {
    when: /invalid ELF header|file too short|tfjs_binding\.node: cannot open shared object|not a mach-o file/i,
    remedy: (packageName) =>
      `the binary is damaged or for another processor: reinstall ${packageName}, then run ${rebuild(packageName)}`,
  },
];

function rebuild(packageName: string): string {
  return `npm rebuild ${packageName} (without access to its download host: see TensorFlow in the README of @hpa/backend)`;
}
