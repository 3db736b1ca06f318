/**
 * What the page does by itself, in the browser's own JavaScript: charts, sorting, filters, the theme. Without it the page
 * still says everything. It reads two things from the document: the options of the charts and the dark colours.
 */
export const script = `
'use strict';
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const root = document.documentElement;
  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : systemDark.matches);

  const data = JSON.parse(document.getElementById('charts-data')?.textContent ?? '{"options":{},"dark":{}}');
  const recoloured = (value) => {
    if (typeof value === 'string') return data.dark[value] ?? value;
    if (Array.isArray(value)) return value.map(recoloured);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, recoloured(each)]));
  };
  const shown = (value) => (typeof value === 'number' ? String(Number(value.toPrecision(4))) : value);
  const valueAt = ({ data, step }, x) => {
    const next = data.findIndex((point) => point[0] > x);
    const [before, after] = next === -1 ? [data.at(-1), null] : [data[next - 1], data[next]];
    if (!before || (after === null && before[0] < x)) return null;
    return step || !after ? before[1] : before[1] + ((after[1] - before[1]) * (x - before[0])) / (after[0] - before[0]);
  };
  const told = (option) => ([{ axisValue, axisIndex }]) => {
    const lines = option.series.filter(({ name, xAxisIndex = 0 }) => name && xAxisIndex === axisIndex);
    const values = lines.map((each) => [each.name, valueAt(each, axisValue)]).filter(([, value]) => value !== null);
    const axis = [option.xAxis].flat().at(-1).name;
    return [axis + ' ' + shown(axisValue), ...values.map(([name, value]) => name + ' <b>' + shown(value) + '</b>')].join('<br>');
  };
  const charts = new Map();
  const draw = () => {
    for (const place of all('[data-chart]')) {
      const option = data.options[place.dataset.chart];
      if (!option) continue;
      const chart = charts.get(place) ?? echarts.init(place, null, { renderer: 'svg' });
      charts.set(place, chart);
      const style = getComputedStyle(root);
      const tooltip = {
        trigger: 'axis', confine: true, formatter: told(option), axisPointer: { type: 'line' },
        backgroundColor: style.getPropertyValue('--soft'), borderColor: style.getPropertyValue('--axis'),
        textStyle: { color: style.getPropertyValue('--text'), fontSize: 12 },
      };
      chart.setOption({ animation: false, tooltip, ...(isDark() ? recoloured(option) : option) }, true);
    }
  };
  if (typeof echarts !== 'undefined') {
    draw();
    const resize = new ResizeObserver((entries) => entries.forEach(({ target }) => charts.get(target)?.resize()));
    for (const place of charts.keys()) resize.observe(place);
    systemDark.addEventListener('change', draw);
  }

  const theme = document.querySelector('[data-theme-button]');
  theme.hidden = false;
  const label = () => { theme.textContent = isDark() ? 'Light' : 'Dark'; theme.setAttribute('aria-label', 'Use the ' + (isDark() ? 'light' : 'dark') + ' theme'); };
  theme.addEventListener('click', () => { root.dataset.theme = isDark() ? 'light' : 'dark'; label(); draw(); });
  systemDark.addEventListener('change', label);
  label();

  const rowsOf = (body) => all('tr[data-status]', body);
  for (const heading of all('th[data-sort]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener('click', () => {
      const up = heading.getAttribute('aria-sort') !== 'ascending';
      for (const other of all('th[aria-sort]', heading.parentElement)) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const at = [...heading.parentElement.children].indexOf(heading);
      const keyOf = (row) => {
        const cell = row.children[at];
        if (heading.dataset.sort === 'text') return cell.textContent.trim();
        return cell.dataset.value === '' ? null : Number(cell.dataset.value);
      };
      const compare = (a, b) => {
        const [x, y] = [keyOf(a), keyOf(b)];
        if (x === null || y === null) return (x === null) - (y === null);
        return (up ? 1 : -1) * (x < y ? -1 : x > y ? 1 : 0);
      };
      for (const body of all('tbody', heading.closest('table'))) body.append(...rowsOf(body).sort(compare));
    });
  }

  const filters = document.querySelector('[data-filters]');
  if (filters) {
    filters.hidden = false;
    const bodies = all('tbody', document.querySelector('#all-checks table'));
    const apply = () => {
      const statuses = all('input[name=status]:checked', filters).map((box) => box.value);
      const [scope, name] = [filters.elements.scope.value, filters.elements.name.value.trim().toLowerCase()];
      let count = 0;
      for (const body of bodies) {
        const rows = rowsOf(body);
        for (const row of rows) {
          row.hidden = !statuses.includes(row.dataset.status) || (scope !== '' && row.dataset.scope !== scope) || !row.dataset.name.includes(name);
          if (!row.hidden) count += 1;
        }
        body.hidden = rows.every((row) => row.hidden);
      }
      filters.querySelector('output').textContent = count + ' shown';
    };
    filters.addEventListener('input', apply);
    filters.addEventListener('submit', (event) => event.preventDefault());
    apply();
  }
})();
`.trim();
