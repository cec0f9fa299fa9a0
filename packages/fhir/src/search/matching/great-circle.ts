/** The mean radius of WGS84, (2a + b) / 3, in kilometres. */
const earthRadius = 6_371.008_8;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/**
 * The great-circle distance of two places in kilometres, by the haversine formula.
 * @param from,to degrees
 */
export function greatCircleDistance(
  from: { readonly latitude: number; readonly longitude: number },
  to: { readonly latitude: number; readonly longitude: number },
): number {
  const [a, b] = [radians(from.latitude), radians(to.latitude)];
  const haversine =
    Math.sin((b - a) / 2) ** 2 +
    Math.cos(a) * Math.cos(b) * Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(haversine)));
}
