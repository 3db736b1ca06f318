/**
 * Keys and tokens by the prefixes that their makers publish, as RE2. Words alone (`password=`) are not looked for: they
 * are in every text about programming.
 */
export const SECRETS: readonly string[] = [
  '-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----', // RFC 7468, PKCS #1 and #8, OpenSSH, OpenPGP
  '\\b(AKIA|ASIA)[A-Z2-7]{16}\\b', // AWS access key
  '\\bgh[pousr]_[A-Za-z0-9]{36,}', // GitHub tokens
  '\\bgithub_pat_[A-Za-z0-9_]{22,}',
  '\\bglpat-[A-Za-z0-9_-]{20,}', // GitLab
  '\\bxox[abeoprs]-[A-Za-z0-9-]{10,}', // Slack
  '\\bxapp-[0-9]-[A-Za-z0-9-]{10,}',
  '\\bAIza[A-Za-z0-9_-]{35}', // Google API key
  '\\b(sk|rk)_(live|test)_[A-Za-z0-9]{16,}', // Stripe
  '\\bsk-(proj|svcacct|admin)-[A-Za-z0-9_-]{20,}', // OpenAI
  '\\bsk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}\\b',
  '\\bsk-ant-[a-z0-9]+-[A-Za-z0-9_-]{20,}', // Anthropic
  '\\bhf_[A-Za-z]{34}\\b', // Hugging Face
  '\\bnpm_[A-Za-z0-9]{36}\\b', // npm
  '\\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{16,}', // PyPI
  '\\bSG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}', // SendGrid
  '\\bdop_v1_[a-f0-9]{64}\\b', // DigitalOcean
];
