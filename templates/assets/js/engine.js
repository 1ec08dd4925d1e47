// The search engine: fetches the shards that a query points to, cuts the query, ranks, explains.
// docs/search.md specifies it, src/wendaku/search/ranking.py is its twin: change all three together.
(() => {
  "use strict";

  const FORMAT = 2, CHUNK = 8, ANSWERS = 16, DIRECTORY = 32, DIGEST = 4, ENDS = 45;
  const LONGEST_QUERY = 80, LONGEST_WORD = 16, RESCORED = 20, PROMISING = 70;
  const IN_QUESTION = 1, IN_ANSWER = 2;

  // Scores are whole numbers, so that every engine orders alike. A unit of BM25 is 5818.
  const IDF = 64, LEVELS = [60, 80, 96, 120];
  const WORD_IN_QUESTION = 45, PAIR_IN_QUESTION = 60, WORD_IN_ANSWER = 40, PAIR_IN_ANSWER = 40, IN_KEYWORDS = 60;
  const SYNONYM = 100, SYNONYM_IN_ANSWER = 60, WORD_OF_TEXT = 350, SYNONYM_OF_TEXT = 300;
  const LIKENESS = 160000, SAME_NEGATION = 29090, ALIKE = 34909, LITERAL = 30000, COVERAGE = 60000, WHOLE_BY_LATER = 20000;

  const root = (() => {
    const given = document.documentElement.dataset.root;
    return given !== undefined ? new URL(given || "./", document.baseURI).href : new URL("../../", document.currentScript.src).href;
  })();

  // ── text ──

  const INVISIBLE = /[\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+/g;
  const SPACE = /[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
  const BLOCK = /[\u4E00-\u9FD5a-zA-Z0-9+#&._%-]/, LATIN = /^[a-zA-Z0-9]$/, SOLID = /[\p{L}\p{N}]/u;

  const normalize = (text) => text.replace(INVISIBLE, "").normalize("NFKC").toLowerCase().replace(SPACE, " ").replace(/^ | $/g, "");
  const solid = (text) => [...text].filter((character) => SOLID.test(character));
  // Letters and digits mean something as words only.
  const scored = (text) => solid(text).filter((character) => !LATIN.test(character));
  const unique = (items) => [...new Set(items)];

  function spread(text) {
    let number = 0x811c9dc5;
    for (const character of text) number = Math.imul(number ^ character.codePointAt(0), 0x01000193);
    number ^= number >>> 15;
    number = Math.imul(number, 0x2c1b3c6d);
    return (number ^ (number >>> 13)) >>> 0;
  }

  // ── giving way ──

  const SLICE = 3, channel = new MessageChannel(), turns = [];
  let sliceEnd = 0;
  channel.port1.onmessage = () => {
    sliceEnd = performance.now() + SLICE;
    turns.shift()();
  };

  // Lets typing and scrolling through after every few milliseconds of work. A message comes back at once, a timer would not.
  const giveWay = () => performance.now() < sliceEnd ? null : new Promise((resolve) => {
    turns.push(resolve);
    channel.port2.postMessage(0);
  });

  // In loops over entries, where looking at the clock at every turn would cost more than the turn.
  const BETWEEN_LOOKS = 2048;

  // ── fetching ──

  const fetched = new Map(), notes = new Set();
  let expecting = null;

  function take(...payload) {
    const waiting = document.currentScript && expecting.get(document.currentScript);
    if (waiting) waiting.payload = payload;
  }

  // A page opened from disk may load scripts but fetch nothing, so shards are scripts that call wendaku.take.
  function fetchShard(name) {
    if (!fetched.has(name)) {
      fetched.set(name, new Promise((resolve) => {
        wanting.push({ name, resolve });
        if (wanting.length === 1) startScripts();
      }));
    }
    return fetched.get(name);
  }

  // To start a request takes the main thread longer than anything else here, and a long query starts a hundred.
  const wanting = [];
  async function startScripts() {
    for (; wanting.length; wanting.shift()) {
      await giveWay();
      startScript(wanting[0]);
    }
  }

  function startScript({ name, resolve }) {
    const script = document.createElement("script"), waiting = {};
    expecting = expecting || new WeakMap();
    expecting.set(script, waiting);
    script.onload = script.onerror = () => {
      script.remove();
      if (!waiting.payload) {
        notes.add("incomplete");
        fetched.delete(name);
      }
      resolve(waiting.payload || null);
    };
    script.async = true;
    script.src = `${root}search-data/${name}.js`;
    document.head.append(script);
  }

  let manifest = null;

  async function fetchManifest() {
    if (manifest) return manifest;
    const payload = await fetchShard("index");
    if (manifest) return manifest; // read by another call meanwhile: parsing changes it in place
    if (!payload) return null;
    const found = payload[0];
    if (!found || found.format !== FORMAT) {
      notes.add("format");
      return null;
    }
    found.ask = found.ask.split(" ");
    found.stop = new Set([...found.ask, ...found.stop.split(" ")]);
    found.bucketMask = found.buckets.length / DIGEST - 1;
    found.alikeClass = new Map(found.alike.split("|").flatMap((row, place) => row.split(" ").map((word) => [word, place])));
    found.alikePattern = anyOf([...found.alikeClass.keys()]);
    found.askPattern = anyOf(found.ask);
    manifest = found;
    await giveWay();
    return manifest;
  }

  const anyOf = (words) => new RegExp(words.slice().sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join("|"), "g");
  const digestAt = (digests, place) => digests.substr(place * DIGEST, DIGEST);

  // ── rows of terms ──

  const rows = new Map(), buckets = new Map(), further = new Map(), spelling = new Map(), synonyms = new Map();

  // Most rows of a shard are never looked at, so that only their keys are cut off here.
  function addRows(text, into) {
    for (const group of text ? text.split("\x1d") : []) {
      const members = group.split("\x1e"), first = members[0];
      for (let place = 1; place < members.length; place++) {
        const member = members[place], end = member.indexOf("\t");
        into.set(first + (end < 0 ? member : member.slice(0, end)), end < 0 ? "" : member.slice(end + 1));
      }
    }
  }

  const fieldsOf = (table, key) => (table.get(key) || "").split("\t");

  const bucketOf = (term) => spread([...term][0]) & manifest.bucketMask;

  async function fetchBucket(bucket) {
    if (buckets.has(bucket)) return;
    const payload = await fetchShard(`c/${bucket}.${digestAt(manifest.buckets, bucket)}`);
    if (!payload || buckets.has(bucket)) return;
    const [characters, longer, terms, rest, tails, extra] = payload;
    addRows(characters, rows);
    addRows(longer, rows);
    for (const [old, now] of Object.entries((extra || {}).spelling || {})) spelling.set(old, now);
    for (const [word, others] of Object.entries((extra || {}).synonyms || {})) synonyms.set(word, others);
    buckets.set(bucket, { b: terms, x: rest, t: tails });
  }

  const fetchCharacter = (character) => character !== " " && fetchBucket(bucketOf(character));

  // The character as terms are made of it. Its own shard tells which simplified form stands for it.
  async function foldCharacter(character) {
    await fetchCharacter(character);
    const simplified = spelling.get(character);
    if (simplified) await fetchCharacter(simplified);
    return simplified || character;
  }

  // The folded text, with the rows of all its characters and pairs. Each pair is fetched as soon as its characters are there.
  async function fetchText(text) {
    const characters = [...text].map(foldCharacter);
    await Promise.all(characters.slice(1).map(async (second, place) => {
      const pair = await Promise.all([characters[place], second]);
      await fetchTerm(pair.join(""));
    }));
    return (await Promise.all(characters)).join("");
  }

  // The part of a bucket's shards of a kind that holds a term. A character is spread as if it stood twice.
  async function fetchPart(folder, term, into) {
    const bucket = bucketOf(term), digests = (buckets.get(bucket) || {})[folder];
    if (!digests) return;
    const [first, second = first] = term, part = spread(first + second) & (digests.length / DIGEST - 1);
    const digest = digestAt(digests, part).trim(), name = `${folder}/${bucket}.${part}.${digest}`;
    const payload = digest && !read.has(name) && await fetchShard(name);
    if (!payload || read.has(name)) return;
    addRows(payload[0], into);
    read.add(name);
  }

  const read = new Set();
  const fetchTerm = (term) => fetchPart("b", term, rows);

  // What ranking does not read: the rest of lists that were cut, and where characters stand in answers.
  async function furtherOf(term) {
    await fetchPart([...term].length > 1 ? "t" : "x", term, further);
    return fieldsOf(further, term).map(decode);
  }

  const DIGITS = (() => {
    const table = new Uint8Array(128).fill(255);
    for (let code = 0x20, value = 0; code < 0x7f; code++) if (code !== 0x22 && code !== 0x5c) table[code] = value++;
    return table;
  })();

  function decode(text) {
    const codes = new Int32Array(text.length);
    let count = 0, distance = 0, scale = 1, before = -1;
    for (let place = 0; place < text.length; place++) {
      const digit = DIGITS[text.charCodeAt(place)];
      if (digit < ENDS) {
        before = (before | 3) + 1 + distance + digit * scale;
        codes[count++] = before;
        distance = 0;
        scale = 1;
      } else {
        distance += digit * scale;
        scale *= 48;
      }
    }
    return codes.subarray(0, count);
  }

  const NOTHING = { codes: new Int32Array(0), count: 0, inQuestion: 0, cut: false };
  const decoded = new Map();

  // Whether a term has a list; before it stands its weight.
  const standsSomewhere = (term) => (rows.get(term) || "").includes("\t");

  // The list of a term: its codes, in how many entries and in how many questions it stands, whether codes are left out.
  function listOf(term) {
    if (decoded.has(term)) return decoded.get(term);
    if (!standsSomewhere(term)) return NOTHING;
    const [text, count, inQuestion] = fieldsOf(rows, term)[1].split("\x1c");
    const codes = decode(text);
    const list = { codes, count: codes.length, inQuestion: 0, cut: count !== undefined };
    if (list.cut) {
      list.count = +count;
      list.inQuestion = +inQuestion;
    } else for (let place = 0; place < codes.length; place++) list.inQuestion += codes[place] & IN_QUESTION;
    decoded.set(term, list);
    return list;
  }

  // ── cutting ──

  function cut(text) {
    const characters = [...text], words = [];
    for (let start = 0; start < characters.length;) {
      let end = start;
      while (end < characters.length && BLOCK.test(characters[end])) end++;
      if (end === start) words.push(characters[start++]);
      else words.push(...cutBlock(characters.slice(start, end)));
      start = Math.max(start, end);
    }
    return words;
  }

  // The path of highest probability, as jieba takes it without its hidden Markov model: among equals the longer first word.
  function cutBlock(characters) {
    const length = characters.length, best = new Array(length + 1).fill(0), ends = new Array(length), total = Math.log(manifest.total);
    for (let start = length - 1; start >= 0; start--) {
      best[start] = -Infinity;
      let word = "";
      for (let end = start + 1; end <= length && end - start <= LONGEST_WORD; end++) {
        word += characters[end - 1];
        const weight = parseInt(rows.get(word), 10) || (end === start + 1 ? 1 : 0);
        if (!weight) continue;
        const score = Math.log(weight) - total + best[end];
        if (score >= best[start]) {
          best[start] = score;
          ends[start] = end;
        }
      }
    }
    const words = [];
    let latin = "";
    for (let start = 0; start < length; start = ends[start]) {
      const word = characters.slice(start, ends[start]).join("");
      if (LATIN.test(word)) latin += word;
      else {
        if (latin) words.push(latin);
        latin = "";
        words.push(word);
      }
    }
    if (latin) words.push(latin);
    return words;
  }

  // ── the query ──

  const pairs = (text) => {
    const characters = [...text];
    return characters.slice(1).map((character, place) => characters[place] + character);
  };

  const isSolid = (term) => [...term].every((character) => SOLID.test(character));

  async function readQuery(text) {
    const plain = [...text].slice(0, LONGEST_QUERY).join("").trim();
    const folded = await fetchText(plain);
    await giveWay();
    const words = cut(folded);
    await giveWay();
    const content = contentOf(words);
    const query = { plain, folded, words, content, plainContent: unfold(plain, folded, content), synonyms: [],
      solid: solid(folded), scored: unique(scored(folded)), isNegated: isNegated(folded), alike: alikeClasses(folded) };
    await giveWay();
    for (const word of unique([...content, ...wordSpans(words)])) if (synonyms.has(word)) query.synonyms.push({ word, others: synonyms.get(word) });
    await Promise.all(query.synonyms.flatMap((synonym) => synonym.others).map(fetchText));
    return query;
  }

  // The content words as the query wrote them: folding takes one character for one.
  function unfold(plain, folded, content) {
    return content.map((word) => plain.substr(folded.indexOf(word), word.length));
  }

  // What the query is about: its words, and what no dictionary knows and so fell to single characters, as pairs.
  function contentOf(words) {
    const telling = words.map((word) => isSolid(word) && !manifest.stop.has(word)), isLong = (word) => [...word].length > 1;
    return unique(words.flatMap((word, place) => {
      if (!telling[place]) return [];
      if (isLong(word)) return [word];
      const next = words[place + 1];
      return telling[place + 1] && !isLong(next) && isChinese(word + next) ? [word + next] : [];
    })).slice(0, 30);
  }

  // Sequences of neighbouring words: 取 in 取消 is none.
  function wordSpans(words) {
    const found = [];
    const lengths = words.map((word) => [...word].length);
    for (let start = 0; start < words.length; start++) {
      let span = "", length = 0;
      for (let end = start; end < words.length && (length += lengths[end]) <= LONGEST_WORD; end++) found.push((span += words[end]));
    }
    return found;
  }

  const idf = (count) => Math.round(IDF * Math.log(1 + (manifest.count - count + 0.5) / (count + 0.5)));

  // ── first stage: scores from the lists ──

  // A number for every entry. Tables are used again: made anew for every query they would make the browser tidy up for long.
  const spareTables = [];
  const borrowTables = (count) => Array.from({ length: count }, () => spareTables.pop() || new Int32Array(manifest.size));
  const returnTables = ({ question, rest, own, alike, total }) => {
    for (const table of [question, rest, own, alike, total]) spareTables.push(table.fill(0));
  };

  // What the lists say of each entry, and whether they say all: a list that was cut leaves entries out.
  async function scoreLists(query) {
    const [question, rest, own, alike, total] = borrowTables(5);
    let isComplete = true;
    for (const character of query.scored) {
      await giveWay();
      const list = listOf(character), weight = idf(list.count);
      const codes = list.codes;
      for (let place = 0; place < codes.length; place++) question[codes[place] >> 2] += weight * LEVELS[codes[place] & 3];
      if (list.cut) isComplete = false;
    }
    const words = new Set(query.words), asked = new Set(askedPairs(query.folded));
    for (const term of unique([...pairs(query.folded), ...query.words.filter((word) => [...word].length > 2)])) {
      if (!isSolid(term)) continue;
      await giveWay();
      const list = listOf(term), isWord = words.has(term), isPair = [...term].length === 2 && !/[a-z0-9]/.test(term);
      if (!isPair && !isWord) continue;
      const inQuestion = ((isPair ? PAIR_IN_QUESTION : 0) + (isWord ? WORD_IN_QUESTION : 0)) * idf(list.inQuestion);
      const answers = isWord ? !manifest.stop.has(term) : false;
      const inAnswer = ((isPair && asked.has(term) ? PAIR_IN_ANSWER : 0) + (answers ? WORD_IN_ANSWER : 0)) * idf(list.count);
      const inKeywords = isWord ? IN_KEYWORDS * idf(list.count) : 0;
      const bit = query.content.indexOf(term) < 0 ? 0 : 1 << query.content.indexOf(term);
      const codes = list.codes;
      for (let place = 0; place < codes.length; place++) {
        const code = codes[place], number = code >> 2;
        if (code & IN_QUESTION) question[number] += inQuestion;
        if (code & IN_ANSWER) rest[number] += inAnswer;
        if (!(code & 3)) rest[number] += inKeywords;
        own[number] |= bit;
      }
      if (list.cut) isComplete = false;
    }
    const scores = { question, rest, own, alike, total, isComplete };
    for (const synonym of query.synonyms) await scoreSynonyms(query, synonym, scores);
    return scores;
  }

  // For each entry the best of a word's synonyms, where the word itself is missing.
  async function scoreSynonyms(query, { word, others }, scores) {
    const { question, rest, own, alike } = scores;
    const place = query.content.indexOf(word), bit = place < 0 ? 0 : 1 << place, best = new Map();
    for (const other of others) {
      await giveWay();
      const weight = synonymIdf(word, other);
      if (isCut(other)) scores.isComplete = false;
      const codes = placesOf(other);
      for (let place = 0; place < codes.length; place++) {
        const code = codes[place], number = code >> 2, value = code & IN_QUESTION ? SYNONYM * weight : -SYNONYM_IN_ANSWER * weight;
        if (own[number] & bit) continue;
        const known = best.get(number);
        // What stands in a question is positive and better than any in an answer.
        if (known === undefined || (value > 0 ? value > known : known < 0 && value < known)) best.set(number, value);
      }
    }
    for (const [number, value] of best) {
      if (value > 0) question[number] += value;
      else rest[number] -= value;
      alike[number] |= bit;
    }
  }

  // A rare synonym is no better than the word itself.
  const synonymIdf = (word, other) => Math.min(idf(placesOf(word).length), idf(placesOf(other).length));

  // Pairs of the query for answers: words that ask are left out, and nothing is paired across them.
  const askedPairs = (text) => text.split(manifest.askPattern).flatMap(pairs);

  // Where a string stands as far as its list, or those of its pairs, tell.
  function placesOf(text) {
    const length = [...text].length;
    if (length < 3 || rows.has(text)) return listOf(text).codes;
    return intersect(pairs(text).map((pair) => listOf(pair).codes));
  }

  const isCut = (text) => (rows.has(text) ? [text] : pairs(text)).some((term) => listOf(term).cut);

  function intersect(lists) {
    lists.sort((a, b) => a.length - b.length);
    return lists.reduce((left, right) => {
      const kept = [];
      let place = 0;
      for (let at = 0; at < left.length; at++) {
        const code = left[at];
        while (place < right.length && right[place] >> 2 < code >> 2) place++;
        if (place < right.length && right[place] >> 2 === code >> 2) kept.push((code & ~3) | (code & right[place] & 3));
      }
      return kept;
    });
  }

  // ── texts ──

  const heads = new Map(), bodies = new Map();

  const fetchHeads = (numbers) => Promise.all(unique(Array.from(numbers, (number) => number / CHUNK >> 0)).map(fetchQuestions));

  async function fetchQuestions(chunk) {
    const directory = chunk / DIRECTORY >> 0;
    const [digests] = (hasOneDirectory() ? await fetchDirectory() : await fetchShard(`d/${directory}.${digestAt(manifest.questions, directory)}`)) || [];
    const digest = digests && digestAt(digests, hasOneDirectory() ? chunk : chunk % DIRECTORY).trim();
    const payload = digest && await fetchShard(`q/${chunk}.${digest}`);
    if (!payload) return;
    const [answers, questions] = payload;
    for (const [number, id, topic, traditional, reviewed, region, date, summary, question, ...aliases] of questions) {
      if (heads.has(number)) continue;
      const forms = [...(traditional || "")];
      for (let place = 0; place < forms.length; place += 2) spelling.set(forms[place], forms[place + 1]);
      const wordings = [question, ...aliases].map(fold);
      heads.set(number, {
        number, id, question, aliases, wordings, summary, answers, topic: manifest.topics[topic], traditional: !!traditional,
        status: reviewed ? "reviewed" : "draft", region: region || null, date: date || null,
      });
    }
  }

  // A small site has one file for the digests of all chunks, which needs nothing but the manifest.
  const hasOneDirectory = () => manifest.questions.length === DIGEST;
  const fetchDirectory = () => fetchShard(`n/0.${manifest.questions}`);

  const fold = (text) => [...normalize(text)].map((character) => spelling.get(character) || character).join("");

  async function fetchBody(head) {
    const payload = bodies.has(head.number) ? null : await fetchShard(`a/${head.number / ANSWERS >> 0}.${head.answers}`);
    for (const [number, text] of Object.entries(payload ? payload[0] : {})) bodies.set(+number, text);
    return bodies.get(head.number) || "";
  }

  // ── second stage: the best candidates from their question texts ──

  const REPEATED = /(.)[不没]\1|不同|不断|不过/gu, NEGATION = /[不没未无别]/;
  const isNegated = (text) => NEGATION.test(text.replace(REPEATED, ""));
  const alikeClasses = (text) => new Set((text.match(manifest.alikePattern) || []).map((word) => manifest.alikeClass.get(word)));

  function scoreQuestion(query, text) {
    const asked = query.solid, given = solid(text);
    const counts = new Map();
    for (const character of given) counts.set(character, (counts.get(character) || 0) + 1);
    let score = 0;
    const norm = 1.2 * (1 - 0.9 + 0.9 * given.length / 16);
    for (const character of query.scored) {
      const count = counts.get(character);
      if (count) score += Math.floor(idf(listOf(character).count) * 200 * count / (count + norm));
    }
    const wordNorm = 1 + 1.2 * (0.25 + 0.75 * given.length / 16);
    for (const word of new Set(query.words)) {
      if (!isSolid(word) || !text.includes(word)) continue;
      const list = listOf(word);
      score += Math.floor(idf([...word].length > 1 ? list.inQuestion : list.count) * WORD_OF_TEXT / wordNorm);
    }
    for (const { word, others } of query.synonyms) {
      const standing = text.includes(word) ? [] : others.filter((other) => text.includes(other)).map((other) => synonymIdf(word, other));
      if (standing.length) score += Math.floor(Math.max(...standing) * SYNONYM_OF_TEXT / wordNorm);
    }
    score += Math.floor(LIKENESS * commonLength(asked, given) / Math.max(asked.length, given.length, 1));
    if (query.isNegated === isNegated(text)) score += SAME_NEGATION;
    return score + Math.floor(ALIKE * shared(query.alike, alikeClasses(text)));
  }

  // The held words' share of what all content words tell.
  function scoreCoverage(told, held) {
    let covered = 0, all = 0;
    told.forEach((weight, place) => {
      all += weight;
      if (held & (1 << place)) covered += weight;
    });
    return Math.floor(COVERAGE * covered / Math.max(all, 1));
  }

  function shared(left, right) {
    const both = [...left].filter((item) => right.has(item)).length, all = left.size + right.size - both;
    return all ? both / all : 1;
  }

  // Length of the longest common subsequence.
  function commonLength(left, right) {
    const row = new Uint16Array(right.length + 1);
    for (const character of left) {
      let before = 0;
      for (let place = 0; place < right.length; place++) {
        const above = row[place + 1];
        row[place + 1] = character === right[place] ? before + 1 : Math.max(above, row[place]);
        before = above;
      }
    }
    return row[right.length];
  }

  // ── where the whole query stands ──

  // Numbers of entries that may hold the query as it is, as far as the lists that ranking reads tell.
  const termsOf = (query) => ([...query.folded].length === 1 ? [query.folded] : pairs(query.folded));
  const numbersOf = (lists) => Array.from(intersect(lists), (code) => code >> 2);

  async function wholeList(term) {
    const further = await furtherOf(term);
    await giveWay();
    return further.reduce((left, right) => merge(left, right), listOf(term).codes);
  }

  // Two ascending lists as one; of an entry that stands in both, the first list's code.
  function merge(left, right) {
    const all = new Int32Array(left.length + right.length);
    let count = 0, other = 0;
    for (let place = 0; place < left.length; place++) {
      const code = left[place];
      while (other < right.length && right[other] >> 2 < code >> 2) all[count++] = right[other++];
      if (other < right.length && right[other] >> 2 === code >> 2) other++;
      all[count++] = code;
    }
    while (other < right.length) all[count++] = right[other++];
    return all.subarray(0, count);
  }

  const CODES_A_CHECK = 5000; // take some more bytes than the texts of an entry that is looked at

  // The first of the candidates (best first) whose texts hold the query, as many as wanted; null once too many do not.
  async function verify(query, candidates, wanted, mostWrong) {
    const length = [...query.folded].length, found = [];
    let wrongs = 0;
    if (length < 3) return candidates.slice(0, wanted);
    const sure = new Set(rows.has(query.folded) ? Array.from(listOf(query.folded).codes, (code) => code & 3 ? code >> 2 : -1) : []);
    for (let start = 0; start < candidates.length && found.length < wanted; start += wanted) {
      const batch = candidates.slice(start, start + wanted);
      const unsure = batch.filter((number) => !sure.has(number));
      await fetchHeads(unsure);
      const open = unsure.filter((number) => heads.has(number) && !heads.get(number).wordings.some((wording) => wording.includes(query.folded)));
      await Promise.all(open.map((number) => fetchBody(heads.get(number))));
      const wrong = new Set();
      for (const number of open) {
        await giveWay();
        if (!fold(bodies.get(number) || "").includes(query.folded)) wrong.add(number);
      }
      found.push(...batch.filter((number) => !wrong.has(number)));
      wrongs += wrong.size;
      if (found.length < wanted && wrongs > mostWrong) return null;
    }
    return found.slice(0, wanted);
  }

  const holds = (head, text) => head.wordings.some((wording) => wording.includes(text)) || foldedSummary(head).includes(text);

  function foldedSummary(head) {
    if (head.folded === undefined) head.folded = fold(head.summary);
    return head.folded;
  }

  // ── later tiers: pinyin, initials, homophones, near misses ──

  const sounds = new Map(), LONGEST_SLIP = 6, MOST_BROKEN = 3, READINGS = 3;

  async function fetchSounds(keys) {
    const [, digests] = (await fetchShard(`f/0.${manifest.filters}`)) || [];
    if (!digests) return;
    const mask = digests.length / DIGEST - 1;
    await Promise.all(unique(keys.filter(Boolean).map((key) => spread(key.charCodeAt(0) < 0x80 ? key.slice(0, 2) : [...key][0]) & mask)).map(async (place) => {
      const payload = await fetchShard(`s/${place}.${digestAt(digests, place)}`);
      if (payload && !sounds.has(place)) {
        sounds.set(place, true);
        addRows(payload[0], sounds);
      }
    }));
  }

  // Phrases of a key with their strength.
  const phrasesOf = (key) => fieldsOf(sounds, key).map((field) => {
    const [, text, strength] = /^(\D+)(\d+)$/.exec(field) || [];
    return { text, strength: strength >> 1, isWord: strength & 1 };
  }).filter((phrase) => phrase.text);

  const isChinese = (text) => /^[\u4e00-\u9fff]+$/.test(text);
  const LATIN_RUN = /[a-z](?:[a-z1-5' ]*[a-z1-5])?/g;

  const stripTones = (text) => text.normalize("NFD").replace(/u\u0308/g, "v").replace(/[\u0300-\u036f]/g, "").normalize("NFC");

  async function rewordQuery(query) {
    const letters = stripTones(query.folded);
    const rewordings = latinRuns(letters).length ? await readPinyin(letters) : await mendSlips(query);
    return rewordings.filter(({ text }) => text !== query.folded);
  }

  const latinRuns = (text) => text.match(LATIN_RUN) || [];

  // Whether the query has anything that other wordings could begin with.
  function mayReword(query) {
    const broken = brokenPairs(query).length;
    return latinRuns(stripTones(query.folded)).length > 0 || (broken > 0 && broken <= MOST_BROKEN);
  }

  // The query with its Latin runs read as pinyin or initials: the likeliest readings first.
  async function readPinyin(text) {
    const runs = latinRuns(text).filter((run) => /[a-z].*[a-z]/.test(run));
    const readings = await Promise.all(runs.map((run) => readRun(run.replace(/[1-5' ]/g, ""))));
    const rewordings = [];
    for (let choice = 0; choice < READINGS; choice++) {
      let mended = text;
      const swaps = [];
      runs.forEach((run, place) => {
        const reading = readings[place][Math.min(choice, readings[place].length - 1)];
        if (!reading) return;
        mended = mended.replace(run, () => reading);
        swaps.push({ kind: "pinyin", query: run, matched: reading });
      });
      if (swaps.length && !rewordings.some((other) => other.text === mended)) rewordings.push({ text: mended, swaps });
    }
    return rewordings;
  }

  // What a run of letters may stand for: few long strong phrases before many short weak ones.
  async function readRun(letters) {
    const paths = [[{ score: 0, text: "" }]];
    let reached = 0;
    for (const start of likelyStarts(letters)) fetchSoundsFrom(letters, start);
    for (let start = 0; start < letters.length; start++) {
      if (!paths[start]) continue;
      if (start) reached = start;
      await fetchSoundsFrom(letters, start);
      for (let end = start + 1; end <= Math.min(letters.length, start + 48); end++) {
        await giveWay();
        const part = letters.slice(start, end);
        const pieces = [
          ...phrasesOf(part).map((phrase) => ({ text: phrase.text, score: 4 * phrase.strength - 100 })),
          ...(part.length > 2 || letters.length === 2 ? phrasesOf(part.toUpperCase()) : []).map((phrase) => ({ text: phrase.text, score: 4 * phrase.strength - 140 })),
        ];
        for (const before of pieces.length ? paths[start] : [])
          for (const piece of pieces) (paths[end] = paths[end] || []).push({ score: before.score + piece.score, text: before.text + piece.text });
        if (paths[end]) paths[end] = bestPaths(paths[end]);
      }
    }
    // A reader still typing has not finished the last syllable.
    return (paths[letters.length] || (reached > 3 && letters.length - reached < 3 && paths[reached]) || []).map((path) => path.text);
  }

  function fetchSoundsFrom(letters, start) {
    const two = letters.slice(start, start + 2), one = letters[start];
    return fetchSounds([one, two, one.toUpperCase(), two.toUpperCase()]);
  }

  // Where a syllable may begin: some character is read like each that ends there, so that their rows will be needed.
  const SYLLABLE = /^(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:[aeo]|[ae]i|ao|ou|[aei]ng?|ong|er|i(?:a|an|ang|ao|e|u|ong)?|u(?:a|ai|an|ang|e|i|n|o)?|ve?)$/;

  function likelyStarts(letters) {
    const starts = new Set([0]);
    for (const start of starts)
      for (let end = start + 1; end < letters.length && end <= start + 6; end++) if (SYLLABLE.test(letters.slice(start, end))) starts.add(end);
    return starts;
  }

  const bestPaths = (paths) => paths
    .sort((a, b) => b.score - a.score || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .filter((path, place) => paths.findIndex((other) => other.text === path.text) === place).slice(0, READINGS);

  // Where two characters meet that meet in no entry, one of them left over from the cut.
  function brokenPairs({ folded, words }) {
    const loose = words.flatMap((word) => [...word].map((_, place, all) => all.length === 1 && isSolid(word) && !manifest.stop.has(word)));
    return pairs(folded).flatMap((pair, place) => (loose[place] || loose[place + 1]) && isChinese(pair) && !standsSomewhere(pair) ? [place] : []);
  }

  // The query with what seems misspelt put right.
  async function mendSlips(query) {
    const characters = [...query.folded], broken = brokenPairs(query);
    if (broken.length > MOST_BROKEN) return [];
    const windows = slipWindows(characters, broken);
    if (!windows.length) return [];
    await fetchSounds(unique(windows.flatMap(({ text: part }) => [...part])));
    for (const item of windows) item.sound = [...item.text].map((character) => sounds.get(character) || "").join("");
    await fetchSounds(unique(windows.flatMap(({ sound }) => [sound.slice(0, 2), sound.slice(0, 1)])));
    const found = [];
    for (const item of windows) {
      await giveWay();
      found.push(...mendsOf(item));
    }
    const mends = found.sort((a, b) =>
      a.kind - b.kind || b.length - a.length || b.strength - a.strength || a.start - b.start || (a.matched < b.matched ? -1 : 1));
    const chosen = [];
    for (const mend of mends)
      if (chosen.every((other) => mend.end <= other.start || mend.start >= other.end)) chosen.push(mend);
    if (!chosen.length) return [];
    chosen.sort((a, b) => b.start - a.start);
    for (const { start, end, matched } of chosen) characters.splice(start, end - start, matched);
    return [{ text: characters.join(""), swaps: chosen.map(({ query, matched }) => ({ kind: "typo", query, matched })) }];
  }

  function slipWindows(characters, broken) {
    const windows = [];
    for (let start = 0; start < characters.length; start++)
      for (let end = start + 2; end <= Math.min(characters.length, start + LONGEST_SLIP); end++) {
        const text = characters.slice(start, end).join("");
        if (!isChinese(text)) break;
        if (broken.some((place) => start <= place && place + 1 < end)) windows.push({ start, end, text });
      }
    return windows;
  }

  const omissions = (text) => [...text].map((_, place, all) => [...all.slice(0, place), ...all.slice(place + 1)].join(""));

  function mendsOf({ start, end, text, sound }) {
    const length = end - start, alike = phrasesOf(sound).filter((phrase) => phrase.text.length === length && phrase.text !== text);
    const keys = unique([text, ...(length > 2 ? omissions(text) : [])]);
    const near = keys.flatMap(phrasesOf).filter((phrase) => phrase.text !== text && phrase.text.length > 2 && (phrase.isWord || keepsCharacters(text, phrase.text)) && isOneSlip(text, phrase.text));
    const mend = (kind) => ({ text: matched, strength }) => ({ kind, start, end, length: matched.length, strength, query: text, matched });
    return [...alike.map(mend(0)), ...near.map(mend(1))];
  }

  // Whether a phrase holds every character of a text: nothing is taken away that may have been meant.
  const keepsCharacters = (text, phrase) => [...text].every((character) => phrase.includes(character));

  // Whether one character wrong, missing, too many or swapped with its neighbour makes one text of the other.
  function isOneSlip(left, right) {
    const a = [...left], b = [...right];
    let start = 0, end = 0;
    while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
    while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
    const restA = a.slice(start, a.length - end), restB = b.slice(start, b.length - end);
    if (restA.length + restB.length === 1 || (restA.length === 1 && restB.length === 1)) return true;
    return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
  }

  // ── the search ──

  async function allowedNumbers({ topic, region }) {
    if (!topic && !region) return null;
    const named = await fetchShard(`f/0.${manifest.filters}`);
    const payload = named && await fetchShard(`f/1.${named[0]}`);
    if (!payload) return null;
    const [topics, regions, places] = payload;
    const marks = (texts) => {
      const allowed = new Uint8Array(manifest.size);
      for (const text of texts) for (const code of decode(text || "")) allowed[code >> 2] = 1;
      return allowed;
    };
    const byTopic = topic && marks([topics[topic]]);
    const byRegion = region && marks(holdingRegions(region, places).map((place) => regions[place]));
    return byTopic && byRegion ? byTopic.map((allowed, number) => allowed & byRegion[number]) : byTopic || byRegion;
  }

  const RANK = /^(?:(?:[\u4e00-\u9fff]{1,8}族|维吾尔)?(?:自治区|自治州|特别行政区|地区|省|市|盟))$/;

  function holdingRegions(region, places) {
    const province = new Map();
    for (const [name, cities] of Object.entries(places)) {
      for (const city of cities.split(" ")) province.set(city, name);
      province.set(name, name);
    }
    let short = region.trim();
    for (let end = short.length - 1; end > 1 && !province.has(short) && short !== "全国"; end--)
      if (province.has(short.slice(0, end)) && RANK.test(short.slice(end))) short = short.slice(0, end);
    return unique([short, province.get(short), "全国"].filter(Boolean));
  }

  // Whether an entry holds every content word, or a synonym of it.
  function isLiteral(query, scores, number) {
    const all = (1 << query.content.length) - 1;
    return all > 0 && (scores.own[number] | scores.alike[number]) === all;
  }

  // Adds up each entry's first score; the entries that have any, ascending.
  async function addScores({ question, rest, total }, allowed) {
    const numbers = [];
    for (let number = 0; number < total.length; number++) {
      if (number % BETWEEN_LOOKS === 0) await giveWay();
      if (allowed && !allowed[number]) continue;
      total[number] = question[number] + rest[number];
      if (total[number]) numbers.push(number);
    }
    return numbers;
  }

  const STEPS = 1024;

  // Entries from the best first score down, as many as wanted or more; equal ones keep their order. Laying them out in
  // steps first leaves few to sort at a time, however many there are.
  async function sortByScore(numbers, total, wanted) {
    let best = 1;
    for (const number of numbers) if (total[number] > best) best = total[number];
    const stepOf = (number) => Math.floor(total[number] / best * STEPS);
    const ends = new Int32Array(STEPS + 2), laid = new Int32Array(numbers.length), ordered = [];
    for (const number of numbers) ends[stepOf(number) + 1]++;
    for (let step = 0; step <= STEPS; step++) ends[step + 1] += ends[step];
    for (let place = 0; place < numbers.length; place++) {
      if (place % BETWEEN_LOOKS === 0) await giveWay();
      laid[ends[stepOf(numbers[place])]++] = numbers[place];
    }
    for (let step = STEPS; step >= 0 && ordered.length < wanted; step--) {
      const start = step ? ends[step - 1] : 0;
      if (start === ends[step]) continue;
      await giveWay();
      const ofStep = laid.subarray(start, ends[step]).sort((a, b) => total[b] - total[a] || a - b);
      for (let place = 0; place < ofStep.length; place++) ordered.push(ofStep[place]);
    }
    return ordered;
  }

  // Those to score again: beyond the results asked for only what comes near the best.
  async function promising(numbers, total, wanted) {
    const most = Math.max(wanted, RESCORED), ordered = (await sortByScore(numbers, total, most)).slice(0, most);
    return ordered.filter((number, place) => place < wanted || total[number] * 100 >= total[ordered[0]] * PROMISING);
  }

  const WHOLE = 3, LITERAL_HIT = 2, LATER = 1, PARTIAL = 0;

  async function run(text, { limit = 10, offset = 0, topic, region } = {}) {
    const outcome = { results: [], more: false, total: null, didYouMean: null };
    if (!(await fetchManifest()) || !normalize(text)) return outcome;
    if (hasOneDirectory()) fetchDirectory();
    const query = await readQuery(normalize(text)), wanted = offset + limit + 1;
    const allowed = await allowedNumbers({ topic, region });
    // Where nothing can hold what was asked, other wordings are looked for at the same time.
    const early = isHopeless(query) ? findRewordings(query, allowed, wanted) : null;
    const found = await findCandidates(query, allowed, wanted), isFew = found.literal < offset + limit;
    const rewordings = isFew ? await (early || findRewordings(query, allowed, wanted)) : [];
    addLaterTiers(found, rewordings, outcome);
    if (!isFew && mayReword(query)) found.all = null;
    const list = [...found.hits.values()].sort(byRank(found.later));
    outcome.more = list.length > offset + limit;
    if (found.all && !notes.has("incomplete")) outcome.total = found.all.size;
    const shown = list.slice(offset, offset + limit);
    for (const hit of shown) {
      await giveWay();
      outcome.results.push(result(hit));
    }
    for (const { scores } of [found, ...rewordings.map(({ more }) => more)]) returnTables(scores);
    return outcome;
  }

  // Classes divide only where a later tier found something; but what holds the whole query always comes first.
  const byRank = (later) => {
    const rank = (hit) => (later || hit.tier === WHOLE ? hit.tier : PARTIAL);
    const value = (hit) => hit.score + (rank(hit) === LATER && hit.whole ? WHOLE_BY_LATER : 0);
    return (a, b) => rank(b) - rank(a) || a.turn - b.turn || value(b) - value(a) || a.number - b.number;
  };

  // The best entries for one wording of the query, and how many hold every content word or the whole query.
  async function findCandidates(query, allowed, wanted) {
    const scores = await scoreLists(query), { total } = scores, scored = await addScores(scores, allowed);
    const ordered = await promising(scored, total, wanted), texts = fetchHeads(ordered);
    const whole = new Set(await wholeQuery(query, total, allowed, wanted));
    const numbers = unique([...whole, ...ordered]), hits = new Map();
    await Promise.all([texts, fetchHeads(whole)]);
    let literal = whole.size;
    for (let place = 0; place < scored.length; place++) {
      if (place % BETWEEN_LOOKS === 0) await giveWay();
      if (isLiteral(query, scores, scored[place]) && !whole.has(scored[place])) literal++;
    }
    const told = query.content.map((word) => idf(listOf(word).count));
    for (const number of numbers) {
      const head = heads.get(number);
      if (!head) continue;
      await giveWay();
      const isFull = isLiteral(query, scores, number);
      const score = scores.rest[number] + Math.max(...head.wordings.map((wording) => scoreQuestion(query, wording)))
        + (isFull ? LITERAL : 0) + scoreCoverage(told, scores.own[number] | scores.alike[number]);
      let tier = whole.has(number) ? WHOLE : isFull ? LITERAL_HIT : PARTIAL;
      if (tier && (await isOtherScript(query, head, tier === WHOLE))) tier = LATER;
      hits.set(number, { number, tier, turn: 0, score, query, scores, whole: whole.has(number), swaps: [] });
    }
    // Who asks for more gets every entry with a score, and all that hold the query as it is.
    const isKnown = scores.isComplete && (whole.size < wanted || areScored(query, total, allowed));
    const all = isKnown ? new Set([...scored, ...whole]) : null;
    return { hits, literal, all, scores, later: [...hits.values()].some((hit) => hit.tier === LATER) };
  }

  // Whether all entries that may hold the query have a score too, as far as no list was cut.
  function areScored(query, total, allowed) {
    const terms = termsOf(query);
    if (!pairs(query.folded).length || terms.some((term) => listOf(term).cut)) return false;
    return numbersOf(terms.map((term) => listOf(term).codes)).every((number) => total[number] || (allowed && !allowed[number]));
  }

  // Whether an entry matches only because traditional characters count as their simplified forms.
  async function isOtherScript(query, head, whole) {
    const isFolded = query.plain !== query.folded;
    if (isFolded !== head.traditional) return isFolded || !(await holdsPlain(query, head, whole));
    return isFolded && !(await holdsPlain(query, head, whole));
  }

  async function holdsPlain(query, head, whole) {
    const texts = [head.question, ...head.aliases, await fetchBody(head)].map(normalize);
    return (whole ? [query.plain] : query.plainContent).every((part) => texts.some((text) => text.includes(part)));
  }

  // Whether no entry can hold a content word and the whole query: the lists that were read say so.
  const isHopeless = ({ folded, content, synonyms }) => !pairs(folded).every(standsSomewhere)
    && content.some((word) => !standsSomewhere(word) && !synonyms.some((synonym) => synonym.word === word));

  // Other wordings of the query, read from its sounds and slips: their full matches stand below literal hits.
  async function findRewordings(query, allowed, wanted) {
    return Promise.all((await rewordQuery(query)).map(async (rewording) => (
      { ...rewording, more: await findCandidates(await readQuery(rewording.text), allowed, wanted) }
    )));
  }

  function addLaterTiers(found, rewordings, outcome) {
    for (const [turn, { text, swaps, more }] of rewordings.entries()) {
      found.all = found.all && more.all && new Set([...found.all, ...more.all]);
      for (const hit of more.hits.values()) {
        const known = found.hits.get(hit.number);
        const isFull = hit.tier > PARTIAL;
        if (known && (known.tier >= LATER || (!isFull && known.score >= hit.score))) continue;
        found.hits.set(hit.number, { ...hit, swaps, tier: isFull ? LATER : PARTIAL, turn: isFull ? turn : 0 });
        found.later = found.later || isFull;
        if (isFull && !found.literal && !outcome.didYouMean) outcome.didYouMean = text;
      }
    }
  }

  // The best entries that hold the query as it is. Where the lists that ranking reads show too few, those that were cut are
  // completed one by one, the shortest first, each only once checking what the others leave has cost as much as its tail.
  async function wholeQuery(query, total, allowed, wanted) {
    const usable = (lists) => sortByScore(numbersOf(lists).filter((number) => !allowed || allowed[number]), total, Infinity);
    await giveWay();
    const terms = unique(termsOf(query)), isSingle = !pairs(query.folded).length;
    const known = await verify(query, await usable(terms.map((term) => listOf(term).codes)), wanted, Infinity);
    const cut = terms.filter((term) => isSingle || listOf(term).cut).sort((a, b) => listOf(a).count - listOf(b).count);
    if (known.length >= wanted || !cut.length) return known;
    const whole = terms.filter((term) => !cut.includes(term)).map((term) => listOf(term).codes);
    for (;;) {
      if (!whole.length) whole.push(await wholeList(cut.shift()));
      const mostWrong = cut.length ? listOf(cut[0]).count / CODES_A_CHECK : Infinity;
      const found = await verify(query, await usable([...whole]), wanted, mostWrong);
      if (found) return found;
      whole.push(await wholeList(cut.shift()));
    }
  }

  function result(hit) {
    const head = heads.get(hit.number), { id, topic, question, summary, region, status, date, number } = head;
    const why = explain(hit, head);
    const marks = unique(why.map((reason) => reason.matched));
    const url = `${root}${topic}/${encodeURIComponent(id)}/index.html`;
    return { id, url, question, summary, score: hit.score, why, topic, region, status, date, marks, number };
  }

  function explain({ query, scores, whole, swaps, tier }, head) {
    const why = swaps.filter((swap) => query.folded.includes(swap.matched)), shown = [head.wordings[0], foldedSummary(head)];
    const own = scores.own[head.number], alike = scores.alike[head.number];
    const script = tier === LATER && !swaps.length ? "traditional" : null;
    query.content.forEach((word, place) => {
      if (own & (1 << place)) {
        const isAlias = !shown.some((text) => text.includes(word)) && head.wordings.some((text) => text.includes(word));
        if (!why.some((reason) => reason.matched.includes(word))) why.push({ kind: script || (isAlias ? "alias" : "word"), query: word, matched: word });
      } else if (alike & (1 << place)) {
        const { others } = query.synonyms.find((synonym) => synonym.word === word);
        why.push({ kind: "synonym", query: word, matched: others.find((other) => holds(head, other)) || others.find((other) => standsIn(other, head.number)) });
      }
    });
    for (const { word, others } of query.synonyms) {
      const other = others.find((text) => holds(head, text));
      if (other && !query.content.includes(word) && !holds(head, word)) why.push({ kind: "synonym", query: word, matched: other });
    }
    if (whole && !why.some((reason) => reason.matched === query.folded)) why.push({ kind: script || "substring", query: query.plain, matched: query.folded });
    if (why.length) return why;
    const runs = [...head.wordings, shown[1]].map((text) => sharedRuns(query.folded, text)).find((found) => found.length) || [];
    return runs.length ? runs.map((run) => ({ kind: "substring", query: run, matched: run })) : [{ kind: "word", query: query.plain, matched: query.folded }];
  }

  const standsIn = (text, number) => placesOf(text).some((code) => code >> 2 === number);

  // Longest strings of the query that stand in the text, none within another.
  function sharedRuns(query, text) {
    const characters = [...query], runs = [];
    for (let start = 0; start < characters.length;) {
      let end = start;
      while (end < characters.length && SOLID.test(characters[end]) && text.includes(characters.slice(start, end + 1).join(""))) end++;
      if (end > start) runs.push(characters.slice(start, end).join(""));
      start = Math.max(end, start + 1);
    }
    const longest = Math.max(0, ...runs.map((run) => run.length));
    return unique(runs.filter((run) => run.length === longest || run.length > 1));
  }

  // ── for pages ──

  async function searchAll(text, options) {
    notes.delete("incomplete");
    try {
      const outcome = await run(String(text), options);
      return { ...outcome, notes: [...notes] };
    } catch (error) {
      console.error(error);
      return { results: [], more: false, total: null, didYouMean: null, notes: ["incomplete"] };
    }
  }

  async function passage(found, length = 80) {
    const head = heads.get(found.number), marks = found.marks.map(fold);
    if (!head || marks.every((mark) => holds(head, mark))) return null;
    const text = await fetchBody(head);
    const spot = firstSpot(text, marks.filter((mark) => !holds(head, mark)));
    if (spot < 0) return null;
    const start = Math.max(0, spot - Math.floor(length / 4));
    const line = text.slice(start, start + length).replace(/\s+/g, " ").trim();
    return (start ? "…" : "") + line + (start + length < text.length ? "…" : "");
  }

  function firstSpot(text, marks) {
    let place = 0;
    for (const piece of marked(text, marks)) {
      if (piece.hit) return place;
      place += piece.text.length;
    }
    return -1;
  }

  // The text in pieces, those that one of the marks covers flagged: compared as search compares, character by character.
  function marked(text, marks) {
    const characters = [...text], sources = [];
    let folded = "";
    characters.forEach((character, place) => {
      const part = SPACE.test(character) ? " " : fold(character);
      SPACE.lastIndex = 0;
      for (let unit = 0; unit < part.length; unit++) sources.push(place);
      folded += part;
    });
    const hits = new Uint8Array(characters.length);
    for (const mark of marks.map(fold).filter(Boolean))
      for (let at = folded.indexOf(mark); at >= 0; at = folded.indexOf(mark, at + 1))
        for (let unit = at; unit < at + mark.length; unit++) hits[sources[unit]] = 1;
    const pieces = [];
    characters.forEach((character, place) => {
      const last = pieces[pieces.length - 1];
      if (last && last.hit === !!hits[place]) last.text += character;
      else pieces.push({ text: character, hit: !!hits[place] });
    });
    return pieces;
  }

  window.wendaku = {
    take, normalize, marked, passage, searchAll,
    search: async (text, options) => (await searchAll(text, options)).results,
    warm: fetchManifest,
    cut: async (text) => ((await fetchManifest()) ? (await readQuery(text)).words : []),
  };
})();
