// Curves by uPlot. Drag to zoom, double-click or press 0 to see everything again; the arrow keys read values.
// Charts over the same axis zoom together.
import uPlot from 'uplot';
import uplotStyle from 'uplot/dist/uPlot.min.css';

const kColours = 6;  // curves beyond them are dashed
const kHeight = 240;
const dark = matchMedia('(prefers-color-scheme: dark)');
const charts = [];

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function shown(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return Number(value.toPrecision(3)).toExponential();
  return String(Number(value.toPrecision(4)));
}

/// Room for the widest label of an axis.
function sizeOfLabels(_, labels) {
  return 14 + 7 * Math.max(3, ...(labels ?? []).map((label) => (label ?? '').length));
}

/// The next lower number of one digit: where an axis of powers starts.
function floored(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return Math.floor(value / power) * power;
}

/// Puts series with different x values on one axis; a curve continues where only another has a point.
function aligned(chart) {
  const tables = chart.series.map((series) => [
    series.x, series.y.map((y) => (chart.log && y !== null && y <= 0 ? null : y))]);
  return tables.length === 1 ? tables[0] : uPlot.join(tables, tables.map(() => [1]));
}

class Chart {
  constructor(figure) {
    this.figure = figure;
    this.plot = figure.querySelector('.plot');
    this.data = JSON.parse(figure.querySelector('script').textContent);
    this.aligned = aligned(this.data);
    this.hidden = new Set();
    this.makeFrame();
    this.draw();
    new ResizeObserver(() => this.fit()).observe(this.plot);
  }

  makeFrame() {
    const { data, figure, plot } = this;
    const title = figure.querySelector('.chart-title');
    const head = document.createElement('div');
    head.className = 'head';
    title.replaceWith(head);
    this.reset = document.createElement('button');
    this.reset.type = 'button';
    this.reset.className = 'reset';
    this.reset.textContent = 'Show all';
    this.reset.hidden = true;
    this.reset.addEventListener('click', () => { this.zoomAll(null); plot.focus(); });
    head.append(title, this.reset);

    this.keys = document.createElement('div');
    this.keys.className = 'keys';
    data.series.forEach((series, i) => this.keys.append(this.makeKey(series, i)));
    head.after(this.keys);

    this.said = document.createElement('p');
    this.said.className = 'unseen';
    this.said.setAttribute('role', 'status');
    plot.after(this.said);
    plot.tabIndex = 0;
    plot.setAttribute('role', 'application');
    plot.setAttribute('aria-roledescription', 'chart');
    plot.setAttribute('aria-label', `${data.title}. Arrow keys read values, plus and minus zoom, 0 shows all.`);
    plot.addEventListener('keydown', (event) => this.onKey(event));
    plot.addEventListener('dblclick', () => this.zoomAll(null));
    plot.classList.add('ready');
  }

  makeKey(series, i) {
    const many = this.data.series.length > 1;
    const key = document.createElement(many ? 'button' : 'span');
    key.className = 'key';
    key.innerHTML = '<i></i><span></span><b></b>';
    key.children[0].style.color = `var(--series-${(i % kColours) + 1})`;
    key.children[0].classList.toggle('dashed', i >= kColours);
    key.children[1].textContent = series.name;
    if (many) {
      key.type = 'button';
      key.setAttribute('aria-pressed', 'true');
      key.addEventListener('click', () => {
        const show = this.hidden.delete(i);
        if (!show) this.hidden.add(i);
        key.setAttribute('aria-pressed', String(show));
        this.uplot.setSeries(i + 1, { show });
      });
    }
    return key;
  }

  options() {
    const { data } = this;
    const axis = {
      gap: 6,
      stroke: colour('--soft'),
      font: '12px Inter, system-ui, sans-serif',
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
      labelFont: '12px Inter, system-ui, sans-serif',
      labelSize: 22,
    };
    return {
      width: Math.max(this.plot.clientWidth, 120),
      height: kHeight,
      legend: { show: false },
      padding: [10, 20, 0, 0],
      scales: { x: { time: false }, y: data.log ? { distr: 3, range: (_, min, max) => [floored(min), max * 1.2] } : {} },
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false },
        points: { size: 7 },
        sync: { key: data.x, scales: ['x', null], filters: { pub: (type) => !/mouse(down|up)|dblclick/.test(type) } },
      },
      axes: [{ ...axis, label: data.x, size: 34, values: (_, ticks) => ticks.map(shown) },
             { ...axis, size: sizeOfLabels, values: (_, ticks) => ticks.map((t) => (t === null ? '' : shown(t))) }],
      series: [{}, ...data.series.map((series, i) => ({
        label: series.name,
        stroke: colour(`--series-${(i % kColours) + 1}`),
        width: 1.75,
        dash: i >= kColours ? [6, 4] : undefined,
        points: { show: series.x.length < 3 },
        show: !this.hidden.has(i),
        spanGaps: data.series.length > 1,
      }))],
      hooks: {
        setCursor: [(u) => this.showValues(u.cursor.idx)],
        setSelect: [(u) => {
          if (u.select.width < 4) return;
          const from = u.posToVal(u.select.left, 'x');
          const to = u.posToVal(u.select.left + u.select.width, 'x');
          u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
          this.zoomAll([from, to]);
        }],
      },
    };
  }

  draw() {
    this.uplot?.destroy();
    this.uplot = new uPlot(this.options(), this.aligned, this.plot);
    // uPlot's own double click would reset only this chart.
    this.showValues(null);
    if (this.range) this.zoom(this.range);
  }

  fit() {
    const width = this.plot.clientWidth;
    if (width > 0 && width !== this.uplot.width) this.uplot.setSize({ width, height: kHeight });
  }

  /// The values under the cursor, or the last ones.
  showValues(index) {
    const at = index ?? this.aligned[0].length - 1;
    [...this.keys.children].forEach((key, i) => {
      let value = this.aligned[i + 1][at];
      if (index === null || index === undefined)
        value = this.data.series[i].y.findLast((y) => y !== null);
      key.children[2].textContent = shown(value);
    });
  }

  whole() {
    const x = this.aligned[0];
    return [x[0], x[x.length - 1]];
  }

  zoom(range) {
    this.range = range;
    const [min, max] = range ?? this.whole();
    if (max > min) this.uplot.setScale('x', { min, max });
    this.reset.hidden = !range;
    this.figure.dataset.zoomed = String(Boolean(range));
  }

  zoomAll(range) {
    for (const chart of charts) if (chart.data.x === this.data.x) chart.zoom(range);
  }

  zoomBy(factor) {
    const whole = this.whole();
    const [min, max] = this.range ?? whole;
    const x = this.aligned[0];
    const middle = this.at === undefined ? (min + max) / 2 : x[this.at];
    const from = Math.max(whole[0], middle - (middle - min) * factor);
    const to = Math.min(whole[1], middle + (max - middle) * factor);
    this.zoomAll(from <= whole[0] && to >= whole[1] ? null : [from, to]);
  }

  onKey(event) {
    const last = this.aligned[0].length - 1;
    const step = event.shiftKey ? 10 : 1;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowRight') this.read(Math.min(last, (this.at ?? -1) + step));
    else if (event.key === 'ArrowLeft') this.read(Math.max(0, (this.at ?? last + 1) - step));
    else if (event.key === 'Home') this.read(0);
    else if (event.key === 'End') this.read(last);
    else if (event.key === '+' || event.key === '=') this.zoomBy(0.5);
    else if (event.key === '-') this.zoomBy(2);
    else if (event.key === '0' || event.key === 'Escape') this.zoomAll(null);
    else return;
    event.preventDefault();
  }

  /// Moves the cursor to a point, and announces its values.
  read(index) {
    this.at = index;
    const x = this.aligned[0][index];
    this.uplot.setCursor({ left: this.uplot.valToPos(x, 'x'), top: 10 });
    this.showValues(index);
    const values = this.data.series.map((s, i) => `${s.name} ${shown(this.aligned[i + 1][index])}`);
    this.said.textContent = `${this.data.x} ${shown(x)}: ${values.join(', ')}`;
  }
}

const style = document.createElement('style');
style.textContent = uplotStyle;
document.head.append(style);
for (const figure of document.querySelectorAll('figure.chart')) charts.push(new Chart(figure));
dark.addEventListener('change', () => charts.forEach((chart) => chart.draw()));
document.fonts?.ready.then(() => charts.forEach((chart) => chart.uplot.redraw(false, true)));
