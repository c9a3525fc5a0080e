/** What is set on a number at Twilio, all HTTP POST; `#rc=5&rp=all` asks for more retries (twilio.md 16). Behind `property`: Twilio's name of it in its API; `setting`: in its console. */
export function webhooksOf(publicUrl: string): { property: string; setting: string; url: string }[] {
  const rows = [
    ['voiceUrl', 'A call comes in', '/webhooks/twilio/call'],
    ['voiceFallbackUrl', 'Primary handler fails (voice)', '/internal/webhooks/twilio'],
    ['statusCallback', 'Call status changes', '/internal/webhooks/twilio/status'],
    ['smsUrl', 'A message comes in', '/webhooks/twilio/sms'],
    ['smsFallbackUrl', 'Primary handler fails (messaging)', '/internal/webhooks/twilio'],
  ] as const;
  return rows.map(([property, setting, path]) => ({ property, setting, url: `${publicUrl}${path}#rc=5&rp=all` }));
}
