/** Where an editor finds the JSON Schema of native contracts. */
export const CONTRACT_SCHEMA = 'https://raw.githubusercontent.com/ml-actions/ml-actions/main/schema/data-contract.json';
