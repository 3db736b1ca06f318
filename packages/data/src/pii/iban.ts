const CANDIDATE = /(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}(?: ?[A-Za-z0-9]){11,30}/g;

/** Length by country (SWIFT, IBAN Registry, release 99). */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'NO15 BE16 BI27 DK18 FI18 FK18 FO18 GL18 NL18 MK19 SI19 SD18 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 MN20 ' +
    'CH21 HR21 LI21 LV21 BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 OM23 SO23 TL23 ' +
    'AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 LY25 PT25 ST25 IS26 TR26 DJ27 FR27 GR27 IT27 MC27 MR27 SM27 ' +
    'AL28 AZ28 BY28 CY28 DO28 GT28 HN28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 UA29 JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Whether an IBAN stands in the text: a country's length and ISO 13616's check digits. Words may follow it. */
export function hasIban(text: string): boolean {
  return [...text.matchAll(CANDIDATE)].some(([found]) => {
    const compact = found.replaceAll(' ', '').toUpperCase();
    const length = LENGTHS.get(compact.slice(0, 2));
    return length !== undefined && compact.length >= length && isIban(compact.slice(0, length));
  });
}

/** ISO 13616: the first four characters moved to the end, letters as 10 to 35, the number modulo 97 is 1. */
export function isIban(compact: string): boolean {
  let rest = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
