// The results page: query, filters and how many are shown stand in the address, so that links, reloads and the
// back button bring them back.
(function () {
  'use strict';

  if (!window.wendaku || !window.wendaku.ui) return;
  const {input, form, make, marked, reasons, searchAddress, ask, announce, countInWords, onQuery, NOTES} = window.wendaku.ui;
  const PAGE = 20;
  const MOST = 5000;
  const PASSAGE = 54;
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
})();
