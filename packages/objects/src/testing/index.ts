export { startS3Listener, testCredentials, testRegion, type S3Listener } from './s3-listener.js';
