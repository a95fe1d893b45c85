// What every page does: sort tables, copy code, enlarge pictures, play films, mark the current section.
import { enlargePictures } from './pictures.js';
import { playFilms } from './films.js';
import { sortTables } from './tables.js';

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

async function copyText(text, holder) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {  // a page from a plain HTTP server may not use the clipboard, but may copy a selection
    const area = element('textarea', 'unseen');
    area.value = text;
    holder.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    if (!copied) throw new Error('the browser refused');
  }
}

function copyCode() {
  for (const figure of document.querySelectorAll('figure.code')) {
    const button = element('button', 'button copy', 'Copy');
    button.type = 'button';
    const said = element('span', 'unseen');
    said.setAttribute('role', 'status');
    button.addEventListener('click', async () => {
      let word = 'Copied';
      try {
        await copyText(figure.querySelector('code').textContent, figure);
      } catch {
        word = 'Not copied';
      }
      button.textContent = word;
      said.textContent = word;
      button.focus();
      setTimeout(() => { button.textContent = 'Copy'; said.textContent = ''; }, 1800);
    });
    const head = element('div', 'head');
    const caption = figure.querySelector('figcaption');
    if (caption) head.append(caption);
    head.append(button);
    figure.prepend(head, said);
  }
}

/// Marks the entry of the section that is being read in the contents.
function followContents() {
  const links = new Map();
  for (const link of document.querySelectorAll('.contents a')) links.set(link.hash.slice(1), link);
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) seen[entry.isIntersecting ? 'add' : 'delete'](entry.target.id);
    let marked = false;
    for (const [id, link] of links) {
      const here = !marked && seen.has(id);
      if (here) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
      marked = marked || here;
    }
  }, { rootMargin: '-20% 0px -60% 0px' });
  for (const section of document.querySelectorAll('main > section')) watch.observe(section);
}

/// Only boxes that scroll are reached by the Tab key, and keep their first column in sight.
function markScrolling() {
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const box = target.closest('.scroll') ?? target;
      const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
      box.classList.toggle('scrolls', scrolls);
      if (scrolls) box.tabIndex = 0;
      else box.removeAttribute('tabindex');
      atEnd(box);
    }
  });
  const atEnd = (box) =>
      box.classList.toggle('at-end', box.scrollLeft + box.clientWidth >= box.scrollWidth - 2);
  for (const box of document.querySelectorAll('.scroll')) {
    box.addEventListener('scroll', () => atEnd(box), { passive: true });
    watch.observe(box);
    if (box.firstElementChild) watch.observe(box.firstElementChild);
  }
}

sortTables();
copyCode();
enlargePictures();
playFilms();
followContents();
markScrolling();
