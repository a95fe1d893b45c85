// Sorts a table at a click on a column's title, or by the keyboard: the titles become buttons.

/// The key by which a cell is sorted: a number, a text, or null, which is last in either order.
function keyOf(cell) {
  if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
  const text = cell.textContent.trim();
  return text === '' || text === '–' ? null : text;
}

function compare(a, b) {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

function sortBy(table, column, descending) {
  const body = table.tBodies[0];  // the second has rows for comparison, which are not sorted
  const rows = [...body.rows].map((row) => ({ row, key: keyOf(row.cells[column]) }));
  rows.sort((a, b) => {
    if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
    return descending ? compare(b.key, a.key) : compare(a.key, b.key);
  });
  body.append(...rows.map(({ row }) => row));
}

export function sortTables() {
  for (const table of document.querySelectorAll('table.data')) {
    if (table.tBodies[0].rows.length < 2) continue;
    const titles = [...table.tHead.rows[0].cells];
    titles.forEach((title, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...title.childNodes);
      title.append(button);
      button.addEventListener('click', () => {
        const descending = title.getAttribute('aria-sort') === 'ascending';
        for (const other of titles) other.removeAttribute('aria-sort');
        title.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
        sortBy(table, column, descending);
      });
    });
  }
}
