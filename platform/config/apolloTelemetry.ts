/** @apollo/gateway reports usage hourly and probes cloud metadata from its constructor; this must run before it, and says no. */
export function disableApolloTelemetry(): void {
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
}
