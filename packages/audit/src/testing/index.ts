export { recordedEvents, type RecordedEvent } from './recorded-events.js';
