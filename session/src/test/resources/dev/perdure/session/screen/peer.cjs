// Feeds bytes to @xterm/headless and prints what its buffers hold, one job per line of input:
//   <columns> <rows> <unicode version> <base64 of the bytes>
// One line of output per job: base64 of a description that PeerScreen writes alike for a Screen.
const path = require('path');
const readline = require('readline');

const modules = process.argv[2];
const { Terminal } = require(path.join(modules, 'xterm-headless'));
const { Unicode11Addon } = require(path.join(modules, 'xterm-addon-unicode11'));

const EXTENDED = 0x10000000;
const COLOR = 0x3ffffff;

// An indexed colour may have stale bits above its index.
function color(word) {
  const mode = word & 0x3000000;
  return (mode === 0 ? 0 : mode === 0x3000000 ? word & COLOR : mode | (word & 0xff)).toString(16);
}

function flags(cell) {
  const bit = (word, mask, value) => ((word & mask) !== 0 ? value : 0);
  return bit(cell.fg, 0x8000000, 1) | bit(cell.bg, 0x8000000, 2) | bit(cell.bg, 0x4000000, 4)
    | bit(cell.fg, 0x20000000, 8) | bit(cell.fg, 0x4000000, 16) | bit(cell.fg, 0x40000000, 32)
    | bit(cell.fg, 0x80000000, 64) | bit(cell.bg, 0x40000000, 128);
}

function style(terminal, cell) {
  let underline = 0;
  let underlineColor = 0;
  let link = '';
  if (cell.bg & EXTENDED) {
    const ext = cell.extended._ext;
    underline = (ext & 0x1c000000) >>> 26;
    if (underline) {
      underlineColor = ext & COLOR;
      if (underlineColor === COLOR) underlineColor = 0;
    }
    const data = terminal.links.get(cell.extended._urlId);
    link = data ? `${data.id || ''}>${data.uri}` : '';
  }
  return `{${color(cell.fg)} ${color(cell.bg)} ${flags(cell)} ${underline} ${color(underlineColor)} ${link}}`;
}

function line(terminal, bufferLine, columns) {
  let out = '';
  let last = '{0 0 0 0 0 }';
  let end = columns;
  const cells = [];
  let previousWide = false;
  for (let i = 0; i < columns; i++) {
    const cell = bufferLine.loadCell(i, terminal._core._bufferService.buffers.active.getNullCell());
    const width = cell.getWidth();
    // A second half that lost its first one is an empty cell.
    const glyph = width === 0 && !previousWide ? '·' : width === 0 ? '»' : cell.getChars() || '·';
    previousWide = width === 2;
    cells.push([glyph, style(terminal, cell)]);
  }
  while (end > 0 && cells[end - 1][0] === '·' && cells[end - 1][1] === '{0 0 0 0 0 }') end--;
  for (const [glyph, look] of cells.slice(0, end)) {
    if (look !== last) out += look;
    last = look;
    out += glyph;
  }
  return out;
}

function describe(terminal) {
  const core = terminal._core;
  const buffers = core._bufferService.buffers;
  const out = [];
  for (const [name, buffer] of [['main', buffers.normal], ['alternate', buffers.alt]]) {
    for (let i = 0; i < buffer.lines.length; i++) {
      const wrapped = i > 0 && buffer.lines.get(i).isWrapped;
      out.push(`${name} ${i - buffer.ybase}${wrapped ? ' ~' : ' :'}${line(terminal, buffer.lines.get(i), terminal.cols)}`);
    }
  }
  const active = buffers.active;
  out.push(`shown ${active === buffers.alt ? 'alternate' : 'main'}`);
  out.push(`cursor ${active.y},${Math.min(active.x, terminal.cols - 1)}${active.x >= terminal.cols ? ' pending' : ''}`);
  out.push(`margins ${active.scrollTop}-${active.scrollBottom}`);
  out.push(`pen ${style(terminal, core._inputHandler._curAttrData)}`);
  const dec = core.coreService.decPrivateModes;
  const modes = [];
  if (core.coreService.modes.insertMode) modes.push('4');
  if (dec.applicationCursorKeys) modes.push('?1');
  if (dec.origin) modes.push('?6');
  if (dec.wraparound) modes.push('?7');
  if (!core.coreService.isCursorHidden) modes.push('?25');
  if (dec.reverseWraparound) modes.push('?45');
  if (dec.applicationKeypad) modes.push('?66');
  if (dec.sendFocus) modes.push('?1004');
  if (dec.bracketedPasteMode) modes.push('?2004');
  out.push(`modes ${modes.join(' ')}`);
  out.push(`mouse ${core.coreMouseService.activeProtocol} ${core.coreMouseService.activeEncoding}`);
  out.push(`title ${core._inputHandler._windowTitle}`);
  return out.join('\n');
}

const jobs = readline.createInterface({ input: process.stdin });
let chain = Promise.resolve();
jobs.on('line', job => {
  chain = chain.then(() => new Promise(done => {
    const [columns, rows, version, bytes] = job.split(' ');
    const terminal = new Terminal({
      cols: Number(columns), rows: Number(rows), scrollback: 1000, allowProposedApi: true, logLevel: 'off',
    });
    // xterm.js forgets a link when the line that it first stood on is gone.
    terminal.links = new Map();
    const service = terminal._core._oscLinkService;
    const register = service.registerLink.bind(service);
    service.registerLink = data => {
      const id = register(data);
      terminal.links.set(id, data);
      return id;
    };
    terminal.loadAddon(new Unicode11Addon());
    terminal.unicode.activeVersion = version;
    terminal.write(Buffer.from(bytes || '', 'base64'), () => {
      process.stdout.write(Buffer.from(describe(terminal), 'utf8').toString('base64') + '\n');
      terminal.dispose();
      done();
    });
  }));
});
