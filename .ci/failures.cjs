// The failed tests of one of vitest's JSON reports, a few lines each: file, name, the beginning of the message.
const { testResults } = JSON.parse(require('node:fs').readFileSync(process.argv[2], 'utf8'))
for (const { name, message, assertionResults } of testResults) {
  const failed = assertionResults.filter(({ status }) => status === 'failed')
  if (failed.length === 0 && message) console.log(`test ${name}\n${message.slice(0, 1500)}`)
  for (const { fullName, failureMessages } of failed)
    console.log(`test ${name}: ${fullName}\n${failureMessages.join('\n').slice(0, 1500)}`)
}
