export { conforms, conformsAsError } from './conforms.js';
