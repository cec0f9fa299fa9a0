export { inPieces, madeUpManifest, madeUpPackage, madeUpTar, type MadeUpEntry } from './made-up-package.js';
