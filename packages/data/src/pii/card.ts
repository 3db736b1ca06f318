/** Digits in one run or in groups with one kind of separator, not inside a longer number. */
const CANDIDATE = /(?<![0-9A-Za-z.])[0-9](?:[ -]?[0-9]){11,18}(?![0-9A-Za-z]|\.[0-9])/g;

/**
 * First digits and lengths of the payment networks (ISO/IEC 7812-1 register, as the networks publish them): Visa,
 * Mastercard, American Express, Discover, JCB, Diners Club, UnionPay, Maestro. Luhn alone holds for every tenth number.
 */
const NETWORKS: readonly RegExp[] = [
  /^4\d{15}(?:\d{3})?$/,
  /^(?:5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12})$/,
  /^3[47]\d{13}$/,
  /^6(?:011|4[4-9]\d|5\d\d)\d{12}(?:\d{3})?$/,
  /^35(?:2[89]|[3-8]\d)\d{12}(?:\d{3})?$/,
  /^3(?:0[0-5]|[68]\d)\d{11}(?:\d{2})?$/,
  /^62\d{14,17}$/,
  /^(?:5018|5020|5038|6304|6759|676[1-3])\d{8,15}$/,
];

/** Longer runs without a separator are 64-bit identifiers far more often than cards of 17 to 19 digits. */
const LONGEST_RUN = 16;

/** Whether a payment card number stands in the text. */
export const hasCard = (text: string): boolean => [...text.matchAll(CANDIDATE)].some(([found]) => isCard(found));

function isCard(found: string): boolean {
  if (new Set(found.match(/[ -]/g)).size > 1) return false;
  const digits = found.replace(/[ -]/g, '');
  if (digits.length > LONGEST_RUN && digits === found) return false;
  return NETWORKS.some((network) => network.test(digits)) && luhn(digits);
}

/** ISO/IEC 7812-1, annex B: from the right, every second digit doubled, the sum of all digits a multiple of 10. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const value = at % 2 === 1 ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
