export {
  serveJson,
  signToken,
  testKey,
  testMetadata,
  type AskedOf,
  type TestAnswer,
  type TestKey,
  type TestServer,
} from './test-issuer.js';
