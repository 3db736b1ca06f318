/**
 * Words of column names that stand for data about a person: direct identifiers and contact data as the GDPR's article 4(1)
 * and NIST SP 800-122 (section 2.2) list them.
 */
const PERSONAL = new Set(
  `address addr birthdate birthday birthplace bday card cardholder cell dob email emails fax firstname forename fullname
  iban ip ipaddress lastname latitude longitude maiden mail mobile msisdn passport phone phonenumber postcode postal
  socialsecurity ssn street surname tel telephone username zip zipcode`.split(/\s+/),
);
/** Pairs of words that only together say so. */
const PAIRS = new Set(
  `birth date,date birth,first name,last name,full name,given name,family name,middle name,user name,customer name,
  patient name,employee name,contact name,person name,social security,credit card,bank account,account number,
  national id,tax id,license plate,licence plate`
    .split(',')
    .map((pair) => pair.trim()),
);

/** Whether a column's name says that its values are about a person: `home_address`, `DateOfBirth`, `e-mail`. */
export function soundsPersonal(column: string): boolean {
  const words = column
    .replace(/e-?mail/gi, ' email ')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '' && word !== 'of');
  return words.some((word, at) => PERSONAL.has(word) || PAIRS.has(`${words[at - 1]} ${word}`));
}
