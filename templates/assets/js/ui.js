// The search box of every page and the results page: what is typed goes to window.wendaku, what comes back is
// shown. Texts are only ever put in as text, never as HTML. See docs/search.md for the engine's answers.
(function () {
  'use strict';

  const SUGGESTIONS = 10;
  const PAGE = 20;
  const MOST = 5000;
  const PASSAGE = 54;
  const input = document.querySelector('input[type=search]');
  if (!input || !window.wendaku) return;
  const form = input.form;
  const resultsPage = form.id === 'find';

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
    return answer.total === null ? `找到 ${answer.results.length}${answer.more ? ' 条以上' : ' 条'}` : `找到 ${answer.total} 条`;
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

  // ── The results page: query, filters and how many are shown stand in the address ──

  function startResults() {
    const results = document.getElementById('results');
    const status = document.getElementById('status');
    const spoken = make('p', {class: 'unseen', role: 'status'});
    const more = document.getElementById('more');
    const help = document.getElementById('help');
    const filters = [...form.querySelectorAll('select')];
    const title = document.title;
    let shown = PAGE;
    let settled = true;
    let saving = 0;
    status.after(spoken);

    function chosen() {
      return Object.fromEntries(filters.map((select) => [select.name, select.value]));
    }

    function readAddress() {
      const parameters = new URLSearchParams(location.search);
      input.value = parameters.get('q') || '';
      for (const select of filters) {
        const value = parameters.get(select.name) || '';
        // A place without entries of its own still has its province's and the country's.
        if (select.name === 'region' && ![...select.options].some((option) => option.value === value)) {
          select.add(new Option(value, value));
        }
        select.value = value;
        if (select.selectedIndex < 0) select.value = '';
      }
      shown = Math.min(Math.max(Number.parseInt(parameters.get('n'), 10) || PAGE, PAGE), MOST);
      settled = true;
    }

    function writeAddress(asNew) {
      const address = searchAddress(input.value, {...chosen(), n: shown > PAGE ? shown : ''});
      history[asNew ? 'pushState' : 'replaceState']({}, '', input.value.trim() ? address : form.getAttribute('action'));
    }

    function reviewState({status, date}) {
      if (status === 'reviewed') return make('span', {class: 'tag ok'}, `已核对 ${date || ''}`);
      return make('span', {class: 'tag draft'}, date ? `未核对，来源 ${date}` : '未核对');
    }

    function item(result) {
      const text = make('p', {class: 'text'}, ...marked(result.summary || '', result.marks));
      const reason = reasons(result);
      const topic = form.querySelector(`option[value="${CSS.escape(result.topic)}"]`);
      const tags = make(
        'p', {class: 'tags'},
        make('span', {class: 'tag'}, result.region || '地区未注明'),
        ...(topic ? [make('span', {class: 'tag'}, topic.textContent)] : []),
        reviewState(result),
      );
      const link = make('a', {'data-result': '', 'data-entry': result.id, href: result.url}, ...marked(result.question, result.marks));
      return {result, text, element: make('li', null, link, text, ...(reason ? [make('p', {class: 'why'}, reason)] : []), tags)};
    }

    // The place in the answer that matched replaces a summary that does not show it, once the result comes into
    // view, and in the summary's room, so that nothing below it moves. The style sheet keeps enough lines free.
    async function fillPassage({result, text}) {
      const passage = await window.wendaku.passage(result, PASSAGE);
      if (!passage || !text.isConnected) return;
      text.style.height = `${text.offsetHeight}px`;
      text.replaceChildren(...marked(passage, result.marks));
    }

    const unseen = new Map();
    const viewer = new IntersectionObserver((changes) => {
      for (const {isIntersecting, target} of changes) {
        if (!isIntersecting || !unseen.has(target)) continue;
        fillPassage(unseen.get(target));
        unseen.delete(target);
        viewer.unobserve(target);
      }
    }, {rootMargin: '50%'});

    function watch(items) {
      viewer.disconnect();
      unseen.clear();
      for (const one of items) {
        unseen.set(one.element, one);
        viewer.observe(one.element);
      }
    }

    function show(answer, position) {
      document.title = answer ? `${input.value} - ${title}` : title;
      const kept = document.activeElement === more ? results.childElementCount : -1;
      help.hidden = Boolean(answer && answer.results.length);
      more.hidden = !(answer && answer.more);
      if (!answer) {
        results.replaceChildren();
        status.textContent = '';
        return announce(spoken, '');
      }
      const items = answer.results.map(item);
      results.replaceChildren(...items.map((one) => one.element));
      status.replaceChildren(...statusLine(answer));
      announce(spoken, countInWords(answer));
      if (kept > 0 && results.children[kept]) results.children[kept].querySelector('a').focus({preventScroll: true});
      if (position) scrollTo(0, position);
      watch(items);
    }

    function statusLine(answer) {
      const pieces = [countInWords(answer)];
      if (!answer.results.length && filters.some((select) => select.value)) {
        pieces.push('。', make('a', {href: searchAddress(input.value)}, '不限主题和地区再找'));
      }
      if (answer.didYouMean) {
        pieces.push('。是不是要找 ', make('a', {href: searchAddress(answer.didYouMean, chosen())}, answer.didYouMean));
      }
      for (const note of answer.notes) pieces.push(make('span', {class: 'why'}, ` ${NOTES[note] || note}`));
      return pieces;
    }

    function update(position) {
      ask(input.value, {limit: shown, offset: 0, ...chosen()}, (answer) => show(answer, position));
    }

    function restore() {
      clearTimeout(saving);
      readAddress();
      help.hidden = Boolean(input.value);
      update(history.state && history.state.scrolled);
    }

    function change(asNew) {
      shown = PAGE;
      writeAddress(asNew);
      update();
    }

    onQuery(() => {
      const asNew = settled;
      settled = false;
      change(asNew);
    });
    for (const select of filters) select.addEventListener('change', () => change(true));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      settled = true;
      change(false);
    });
    more.addEventListener('click', () => {
      shown *= 2;
      writeAddress(false);
      update();
    });

    // Arrows lead from the box into the list and through it.
    document.addEventListener('keydown', (event) => {
      if (event.isComposing || !['ArrowDown', 'ArrowUp', 'Escape'].includes(event.key)) return;
      const links = [...results.querySelectorAll('a[data-result]')];
      const at = event.target === input ? -1 : links.indexOf(event.target);
      if (event.target !== input && at < 0) return;
      const target = event.key === 'Escape' ? -1 : at + (event.key === 'ArrowDown' ? 1 : -1);
      if (target === at || target < -1 || target >= links.length || (at === -1 && target === -1)) return;
      event.preventDefault();
      (target < 0 ? input : links[target]).focus();
    });

    // Results come after the page, so the browser's own scroll restoration would find nothing to scroll to.
    history.scrollRestoration = 'manual';
    const save = () => history.replaceState({scrolled: scrollY}, '');
    addEventListener('scroll', () => {
      clearTimeout(saving);
      saving = setTimeout(save, 100);
    }, {passive: true});
    results.addEventListener('click', save);
    addEventListener('popstate', restore);
    restore();
  }

  if (resultsPage) startResults();
  else startSuggestions();
})();
