export type { Grant } from './grant.js';
