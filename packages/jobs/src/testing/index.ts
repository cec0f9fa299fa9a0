export { createJobBench, ended, importRequest, type JobBench } from './job-bench.js';
export { createMemoryObjects, type MemoryObjects } from './memory-objects.js';
