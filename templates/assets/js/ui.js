// The search box of every page: what is typed goes to window.wendaku, what comes back is shown under the box.
// Texts are only ever put in as text, never as HTML. See docs/search.md for the engine's answers. The results
// page has results.js instead of suggestions, on the functions that stand in window.wendaku.ui.
(function () {
  'use strict';

  const SUGGESTIONS = 7;
  const input = document.querySelector('input[type=search]');
  if (!input || !window.wendaku) return;
  const form = input.form;

  // What found an entry, in words. A word that is marked in the shown text needs none, nor do aliases and the
  // answer's text where something is marked.
  const quoted = (hits) => hits.map((hit) => `“${hit.matched}”`).join('');
  const UNSEEN = {
    alias: (hits) => `别的问法里有${quoted(hits)}`,
    substring: (hits) => `回答里有${quoted(hits)}`,
  };
  const REASONS = {
    synonym: (hits) => hits.map((hit) => `“${hit.query}”也说“${hit.matched}”`).join('，'),
    pinyin: (hits) => hits.map((hit) => `按拼音“${hit.query}”找到“${hit.matched}”`).join('，'),
    traditional: (hits) => `按简繁写法找到${quoted(hits)}`,
    typo: (hits) => hits.map((hit) => `与“${hit.query}”相近的“${hit.matched}”`).join('，'),
  };
  const NOTES = {
    incomplete: '有一部分搜索数据没有取到，结果可能不全。',
    format: '搜索数据与本页的版本不一致，请刷新页面再试。',
  };

  function make(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  function marked(text, marks) {
    return window.wendaku.marked(text, marks || []).map((piece) => piece.hit ? make('mark', null, piece.text) : piece.text);
  }

  function reasons(result) {
    const seen = window.wendaku.marked(`${result.question}\n${result.summary}`, result.marks).some((piece) => piece.hit);
    const words = seen ? REASONS : {...REASONS, ...UNSEEN};
    const told = Object.keys(words).map((kind) => [kind, result.why.filter((hit) => hit.kind === kind).slice(0, 3)]);
    return told.filter(([, hits]) => hits.length).map(([kind, hits]) => words[kind](hits)).join('；');
  }

  function searchAddress(query, filters) {
    const parameters = new URLSearchParams({q: query});
    for (const [name, value] of Object.entries(filters || {})) if (value) parameters.set(name, value);
    return `${form.getAttribute('action')}?${parameters}`;
  }

  // Only the answer to the latest question is shown; `show` gets null where the box was emptied.
  let asked = 0;
  async function ask(query, options, show) {
    const mine = ++asked;
    if (!query.trim()) return show(null);
    const answer = await window.wendaku.searchAll(query, options);
    if (mine === asked) show(answer);
  }

  // Screen readers hear the count once typing pauses, not after every letter.
  let pending = 0;
  function announce(region, text) {
    clearTimeout(pending);
    pending = setTimeout(() => { region.textContent = text; }, 500);
  }

  function countInWords(answer) {
    if (!answer.results.length) return '没有找到';
    return answer.total === null ? `找到 ${answer.results.length}${answer.more ? ' 条以上' : ' 条'}` : `共找到 ${answer.total} 条`;
  }

  // Runs `update` for whatever changes the box; while an input method composes, the box holds only its letters.
  function onQuery(update) {
    input.addEventListener('input', (event) => { if (!event.isComposing) update(); });
    input.addEventListener('compositionend', update);
    input.addEventListener('focus', () => window.wendaku.warm());
  }

  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest && event.target.closest('input, select, textarea, [contenteditable]');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  // ── Suggestions under the box: an ARIA combobox with a list, the focus stays in the box ──

  function startSuggestions() {
    const list = make('div', {role: 'listbox', id: 'suggestions', 'aria-label': '建议'});
    const tail = make('div');
    const panel = make('div', {class: 'suggestions', hidden: ''}, list, tail);
    const status = make('p', {class: 'unseen', role: 'status'});
    form.append(panel, status);
    const attributes = {role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': 'suggestions', 'aria-expanded': 'false'};
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    let active = -1;

    function open(isOpen) {
      panel.hidden = !isOpen;
      input.setAttribute('aria-expanded', String(isOpen && list.childElementCount > 0));
      if (!isOpen) activate(-1);
    }

    function activate(position) {
      if (list.children[active]) list.children[active].setAttribute('aria-selected', 'false');
      active = position;
      const option = list.children[active];
      if (!option) return input.removeAttribute('aria-activedescendant');
      option.setAttribute('aria-selected', 'true');
      option.scrollIntoView({block: 'nearest'});
      input.setAttribute('aria-activedescendant', option.id);
    }

    function suggestion(result, position) {
      const reason = reasons(result);
      return make(
        'a',
        {role: 'option', id: `suggestion-${position}`, tabindex: '-1', 'aria-selected': 'false', 'data-result': '', 'data-entry': result.id, href: result.url},
        make('b', null, ...marked(result.question, result.marks)),
        make('span', null, ...(result.region ? [make('i', null, result.region), ' '] : []), ...marked(result.summary || '', result.marks)),
        ...(reason ? [make('small', null, reason)] : []),
      );
    }

    function show(answer) {
      activate(-1);
      if (!answer) {
        list.replaceChildren();
        open(false);
        return announce(status, '');
      }
      list.replaceChildren(...answer.results.map(suggestion));
      const lines = answer.notes.map((note) => make('p', null, NOTES[note] || note));
      if (!answer.results.length) lines.unshift(make('p', null, '没有找到，换个说法试试。'));
      if (answer.didYouMean) {
        lines.push(make('p', null, '是不是要找 ', make('a', {href: searchAddress(answer.didYouMean)}, answer.didYouMean)));
      }
      lines.push(make('a', {class: 'more', href: searchAddress(input.value)}, answer.results.length ? '看全部结果' : '看看别的办法'));
      tail.replaceChildren(...lines);
      open(true);
      announce(status, answer.results.length ? `${countInWords(answer)}，用上下键选择` : '没有找到');
    }

    function update() {
      ask(input.value, {limit: SUGGESTIONS}, show);
    }

    onQuery(update);
    input.addEventListener('focus', () => { if (input.value.trim() && panel.hidden) update(); });
    // A press on the list would take the focus from the box, and a phone would close the list before the click.
    panel.addEventListener('mousedown', (event) => event.preventDefault());
    form.addEventListener('focusout', (event) => { if (!form.contains(event.relatedTarget)) open(false); });
    input.addEventListener('keydown', (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      const last = list.childElementCount - 1;
      if (event.key === 'Escape' && !panel.hidden) open(false);
      else if (event.key === 'Enter' && active >= 0) list.children[active].click();
      else if (event.key === 'ArrowDown' && panel.hidden && input.value.trim()) update();
      else if (event.key === 'ArrowDown' && !panel.hidden && last >= 0) activate(active < last ? active + 1 : 0);
      else if (event.key === 'ArrowUp' && !panel.hidden && last >= 0) activate(active > 0 ? active - 1 : last);
      else return;
      event.preventDefault();
    });
    if (input.value.trim() && document.activeElement === input) update();
  }

  window.wendaku.ui = {input, form, make, marked, reasons, searchAddress, ask, announce, countInWords, onQuery, NOTES};
  if (form.id !== 'find') startSuggestions();
})();
