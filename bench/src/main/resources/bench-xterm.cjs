// A reference terminal: shows bytes in a fresh @xterm/headless and prints what a person would find there.
//   in:  <columns> <rows> <base64 of the bytes>, one job a line
//   out: base64 of lines "exact|visible|above|state <text>", one answer a line
const path = require('path');
const readline = require('readline');

const folder = process.argv[2];
const { Terminal } = require(path.join(folder, 'headless'));
const { Unicode11Addon } = require(path.join(folder, 'addon-unicode11'));

const FLAGS = ['isBold', 'isItalic', 'isDim', 'isBlink', 'isInverse', 'isInvisible', 'isStrikethrough', 'isOverline'];

// Underline styles and links are not in the public interface.
function underline(cell) {
  const style = cell.extended.underlineStyle;
  if (!cell.isUnderline() || !style) return '';
  const color = cell.extended.underlineColor & 0x3ffffff;
  // All ones are no colour of its own; an indexed one may have stale bits above its index.
  const indexed = (color & 0x3000000) !== 0x3000000;
  return `u${style}/${color === 0x3ffffff ? 0 : indexed ? color & 0x30000ff : color}`;
}

function look(cell, links) {
  const flags = FLAGS.map(flag => (cell[flag]() ? 1 : 0)).join('');
  const link = cell.hasExtendedAttrs() ? links.get(cell.extended.urlId) : undefined;
  return {
    front: `${cell.getFgColorMode()}:${cell.isFgDefault() ? '' : cell.getFgColor()}`,
    back: `${cell.getBgColorMode()}:${cell.isBgDefault() ? '' : cell.getBgColor()}`,
    flags,
    underline: underline(cell),
    link: link ? `${link.id || ''}>${link.uri}` : '',
  };
}

function cells(line, columns, links, each) {
  let wide = false;
  for (let column = 0; column < columns; column++) {
    const cell = line.getCell(column);
    const tail = cell.getWidth() === 0 && wide;
    wide = cell.getWidth() === 2;
    each(tail ? '\u00bb' : cell.getChars(), look(cell, links));
  }
}

function describe(terminal, links) {
  const out = [];
  const buffer = terminal.buffer.active;
  for (let row = 0; row < terminal.rows; row++) {
    const line = buffer.getLine(buffer.baseY + row);
    cells(line, terminal.cols, links, (text, l) => {
      out.push(`exact ${text}|${l.front}|${l.back}|${l.flags}|${l.underline}|${l.link}`);
      // Of a blank only the background, lines and inversion can be seen.
      const blank = text === '' || text === ' ';
      const inverse = l.flags[4] === '1';
      out.push(blank
        ? `visible  |${inverse ? l.front : ''}|${l.back}|${l.flags.slice(4)}|${l.underline}|`
        : `visible ${text}|${l.front}|${l.back}|${l.flags}|${l.underline}|`);
    });
  }
  const main = terminal.buffer.normal;
  for (let i = 0; i < main.baseY; i++) {
    const line = main.getLine(i);
    const parts = [];
    cells(line, terminal.cols, links, (text, l) => parts.push(`${text}|${Object.values(l).join('|')}`));
    out.push(`above ${line.isWrapped && i > 0} ${parts.join(' ')}`);
  }
  out.push(`state shown ${buffer.type}`);
  out.push(`state cursor ${buffer.cursorY},${buffer.cursorX}`);
  out.push(`state title ${terminal.shownTitle}`);
  for (const [mode, value] of Object.entries(terminal.modes)) {
    // Never part of a snapshot: it would hold the paint back.
    if (mode !== 'synchronizedOutputMode') out.push(`state ${mode} ${value}`);
  }
  return out.join('\n');
}

function show(columns, rows, bytes, done) {
  const terminal = new Terminal({ cols: columns, rows, scrollback: 1000, allowProposedApi: true, logLevel: 'off' });
  const links = new Map();
  // A link is forgotten when the line that it first stood on is gone; cells that show it stay.
  const service = terminal._core._oscLinkService;
  const register = service.registerLink.bind(service);
  service.registerLink = data => {
    const id = register(data);
    links.set(id, data);
    return id;
  };
  terminal.shownTitle = '';
  terminal.onTitleChange(title => { terminal.shownTitle = title; });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  terminal.write(bytes, () => {
    const text = describe(terminal, links);
    terminal.dispose();
    done(text);
  });
}

let last = Promise.resolve();
readline.createInterface({ input: process.stdin }).on('line', job => {
  const [columns, rows, bytes] = job.split(' ');
  last = last.then(() => new Promise(done => {
    show(Number(columns), Number(rows), Buffer.from(bytes || '', 'base64'), text => {
      process.stdout.write(Buffer.from(text, 'utf8').toString('base64') + '\n');
      done();
    });
  }));
});
