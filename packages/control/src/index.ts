export { controlDefaults, type ControlConfig } from './control-config.js';
export { createControlHandler, type ControlDependencies, type ControlHandler } from './control-handler.js';
export type { ControlLog } from './control-log.js';
export { dataStoreArn } from './data-stores/data-store-address.js';
export {
  createDataStoreLifeCycle,
  type DataStoreLifeCycle,
  type LifeCycleDependencies,
} from './data-stores/life-cycle.js';
export type { OperationName } from './generated/shapes.js';
export { migrateControl } from './migrate-control.js';
export { controlErrorAnswer } from './protocol/answer.js';
