package dev.perdure.session.screen;

import java.util.function.LongSupplier;

/**
 * Carries out what the parser recognises: one line here for each function of the terminal.
 *
 * <p>Sources: ECMA-48; DEC VT510 Programmer Information; xterm's control sequences. What is not known is ignored.
 */
final class Interpreter implements ParserActions {

    private final Terminal t;
    private final Printer printer;
    private final Eraser eraser;
    private final Motions motions;
    private final Rectangles rectangles;
    private final ModeControl modes;
    private final Reports reports;
    private final Presentation presentation;
    private final OscCommands osc;
    private final Runnable parserReset;

    Interpreter(Terminal terminal, Runnable parserReset, LongSupplier position) {
        t = terminal;
        printer = new Printer(t);
        eraser = new Eraser(t);
        motions = new Motions(t, eraser);
        rectangles = new Rectangles(t);
        modes = new ModeControl(t);
        reports = new Reports(t, modes, rectangles);
        presentation = new Presentation(t);
        osc = new OscCommands(t, position);
        this.parserReset = parserReset;
    }

    @Override
    public boolean spent() {
        return t.work >= t.workLimit;
    }

    @Override
    public void printAscii(byte[] bytes, int from, int to) {
        t.work += to - from;
        printer.ascii(bytes, from, to);
    }

    @Override
    public void print(int codePoint) {
        t.work++;
        printer.codePoint(codePoint);
    }

    @Override
    public void execute(int control) {
        switch (control) {
            case 0x05 -> reports.answerback();
            case 0x07 -> t.listener.bell();
            case 0x08 -> motions.backspace();
            case 0x09 -> motions.tabForward(1);
            case 0x0A, 0x0B, 0x0C -> motions.lineFeed();
            case 0x0D -> t.carriageReturn();
            case 0x0E -> t.shift = 1;
            case 0x0F -> t.shift = 0;
            case 0x84 -> t.index();
            case 0x85 -> motions.nextLine();
            case 0x88 -> motions.setTab();
            case 0x8D -> t.reverseIndex();
            case 0x8E -> t.singleShift = 2;
            case 0x8F -> t.singleShift = 3;
            case 0x9A -> reports.primaryAttributes();
            default -> {}
        }
        printer.interrupted();
    }

    @Override
    public void escape(int intermediates, int finalByte) {
        boolean wholeScreen = finalByte == 'c' || intermediates == '#';
        t.work += wholeScreen ? (long) t.columns * t.rows : t.columns;
        switch (intermediates) {
            case 0 -> escape(finalByte);
            case '#' -> {
                if (finalByte == '8') {
                    eraser.alignmentPattern();
                }
            }
            case '%' -> {
                t.shift = 0;
                t.charsets[0] = Charset.ASCII;
            }
            case '(', ')', '*', '+' -> t.charsets[intermediates - '('] = Charset.designatedBy(finalByte);
            case '-', '.', '/' -> t.charsets[intermediates - '-' + 1] = Charset.ASCII;
            default -> {}
        }
        printer.interrupted();
    }

    private void escape(int finalByte) {
        switch (finalByte) {
            case '7' -> t.saveCursor();
            case '8' -> t.restoreCursor();
            case '6' -> motions.backIndex();
            case '9' -> motions.forwardIndex();
            case '=' -> t.set(Mode.KEYPAD, true);
            case '>' -> t.set(Mode.KEYPAD, false);
            case 'D' -> t.index();
            case 'E' -> motions.nextLine();
            case 'H' -> motions.setTab();
            case 'M' -> t.reverseIndex();
            case 'N' -> t.singleShift = 2;
            case 'O' -> t.singleShift = 3;
            case 'V' -> {
                t.guard = Guard.ISO;
                t.pen.set(Style.PROTECTED);
            }
            case 'W' -> t.pen.unset(Style.PROTECTED);
            case 'Z' -> reports.primaryAttributes();
            case 'c' -> {
                parserReset.run();
                t.reset();
            }
            case 'n' -> t.shift = 2;
            case 'o' -> t.shift = 3;
            default -> {}
        }
    }

    @Override
    public void csi(int prefix, int intermediates, int finalByte, Params p) {
        t.work += work(intermediates, finalByte);
        switch (prefix) {
            case 0 -> {
                switch (intermediates) {
                    case 0 -> plain(finalByte, p);
                    case ' ' -> spaced(finalByte, p);
                    case '!' -> {
                        if (finalByte == 'p') {
                            softReset();
                        }
                    }
                    case '"' -> {
                        if (finalByte == 'q') {
                            protect(p.get(0));
                        } else if (finalByte == 'p' && p.get(0) >= 61 && p.get(0) <= 64) {
                            softReset();
                            t.conformance = p.get(0);
                        }
                    }
                    case '$' -> dollar(finalByte, p);
                    case '#' -> {
                        if (finalByte == 'y') {
                            t.checksumExtension = p.get(0);
                        }
                    }
                    case '\'' -> columns(finalByte, p.orDefault(0, 1));
                    case '*' -> star(finalByte, p);
                    default -> {}
                }
            }
            case '?' -> dec(intermediates, finalByte, p);
            case '>' -> {
                if (intermediates == 0) {
                    greater(finalByte, p);
                }
            }
            case '=' -> {
                if (intermediates == 0 && finalByte == 'c' && p.get(0) == 0) {
                    reports.tertiaryAttributes();
                } else if (intermediates == 0 && finalByte == 'u') {
                    t.grid.keyboard.set(p.get(0), p.orDefault(1, 1));
                }
            }
            case '<' -> {
                if (intermediates == 0 && finalByte == 'u') {
                    t.grid.keyboard.pop(p.orDefault(0, 1));
                }
            }
            default -> {}
        }
        printer.interrupted();
    }

    /** How many cells a control sequence touches at most; roughly, for whoever feeds in slices. */
    private long work(int intermediates, int finalByte) {
        boolean rows = intermediates == 0 ? "JLMST^b".indexOf(finalByte) >= 0 : " $'*".indexOf(intermediates) >= 0;
        if (rows) {
            return (long) t.columns * t.rows;
        }
        return intermediates == 0 && "K@PX".indexOf(finalByte) >= 0 ? t.columns : 1;
    }

    private void plain(int finalByte, Params p) {
        int n = p.orDefault(0, 1);
        switch (finalByte) {
            case '@' -> eraser.insertCharacters(n);
            case 'A' -> t.up(n);
            case 'B' -> t.down(n);
            case 'C' -> t.forward(n);
            case 'D' -> motions.back(n);
            case 'E' -> {
                t.down(n);
                t.carriageReturn();
            }
            case 'F' -> {
                t.up(n);
                t.carriageReturn();
            }
            case 'G', '`' -> motions.toColumn(n - 1);
            case 'H', 'f' -> t.moveToOrigin(n - 1, p.orDefault(1, 1) - 1);
            case 'I' -> motions.tabForward(n);
            case 'J' -> eraser.inDisplay(p.get(0), false);
            case 'K' -> eraser.inLine(p.get(0), false);
            case 'L' -> eraser.insertLines(n);
            case 'M' -> eraser.deleteLines(n);
            case 'P' -> eraser.deleteCharacters(n);
            case 'S' -> eraser.scrollUp(n);
            case 'T' -> {
                // With several parameters, or 0, it is highlight mouse tracking.
                if (p.size() < 2 && (p.get(0) > 0 || p.isMissing(0) || t.xtermJs())) {
                    eraser.scrollDown(n);
                }
            }
            case '^' -> eraser.scrollDown(n);
            case 'X' -> eraser.characters(n);
            case 'Z' -> motions.tabBack(n);
            case 'a' -> motions.moveBy(0, n);
            case 'b' -> printer.repeat(n);
            case 'c' -> {
                if (p.get(0) == 0) {
                    reports.primaryAttributes();
                }
            }
            case 'd' -> motions.toRow(n - 1);
            case 'e' -> motions.moveBy(n, 0);
            case 'g' -> motions.clearTabs(p.get(0));
            case 'h' -> modes.set(false, p, true);
            case 'l' -> modes.set(false, p, false);
            case 'm' -> Sgr.apply(p, t.pen);
            case 'n' -> reports.status(p.get(0));
            case 'r' -> motions.topAndBottomMargins(p);
            case 's' -> {
                if (t.is(Mode.MARGINS)) {
                    motions.leftAndRightMargins(p);
                } else {
                    t.saveCursor();
                }
            }
            case 't' -> window(p);
            case 'u' -> t.restoreCursor();
            case 'x' -> reports.terminalParameters(p.get(0));
            default -> {}
        }
    }

    private void spaced(int finalByte, Params p) {
        switch (finalByte) {
            case '@' -> eraser.deleteColumns(t.grid.left, p.orDefault(0, 1));
            case 'A' -> eraser.insertColumns(t.grid.left, p.orDefault(0, 1));
            case 'q' -> {
                if (p.get(0) <= 6) {
                    t.cursorStyle = p.get(0);
                }
            }
            default -> {}
        }
    }

    private void columns(int finalByte, int n) {
        switch (finalByte) {
            case '}' -> eraser.insertColumns(t.column, n);
            case '~' -> eraser.deleteColumns(t.column, n);
            default -> {}
        }
    }

    private void dollar(int finalByte, Params p) {
        switch (finalByte) {
            case 'p' -> reports.mode(false, p.get(0));
            case 'r' -> rectangles.changeAttributes(p, false);
            case 't' -> rectangles.changeAttributes(p, true);
            case 'v' -> rectangles.copy(p);
            case 'w' -> presentation.report(p.get(0));
            case 'x' -> rectangles.fill(p);
            case 'z' -> rectangles.erase(p, false);
            case '{' -> rectangles.erase(p, true);
            default -> {}
        }
    }

    private void star(int finalByte, Params p) {
        switch (finalByte) {
            case 'x' -> rectangles.selectExtent(p.get(0));
            case 'y' -> reports.checksum(p);
            default -> {}
        }
    }

    private void dec(int intermediates, int finalByte, Params p) {
        if (intermediates == '$' && finalByte == 'p') {
            reports.mode(true, p.get(0));
            return;
        }
        if (intermediates != 0) {
            return;
        }
        switch (finalByte) {
            case 'J' -> eraser.inDisplay(p.get(0), true);
            case 'K' -> eraser.inLine(p.get(0), true);
            case 'W' -> {
                if (p.get(0) == 5) {
                    t.tabs.clear();
                    t.addDefaultTabs(0);
                }
            }
            case 'h' -> modes.set(true, p, true);
            case 'l' -> modes.set(true, p, false);
            case 'n' -> reports.decStatus(p.get(0), p);
            case 'r' -> modes.restore(p);
            case 's' -> modes.save(p);
            default -> {}
        }
    }

    private void greater(int finalByte, Params p) {
        switch (finalByte) {
            case 'c' -> {
                if (p.get(0) == 0) {
                    reports.secondaryAttributes();
                }
            }
            case 'm' -> {
                if (p.get(0) == 4 || p.get(0) == 0) {
                    t.modifyOtherKeys = Math.min(p.get(1), 3);
                }
            }
            case 'n' -> {
                if (p.get(0) == 4) {
                    t.modifyOtherKeys = 0;
                }
            }
            case 'u' -> t.grid.keyboard.push(p.get(0));
            case 'q' -> {
                if (p.get(0) == 0) {
                    reports.version();
                }
            }
            default -> {}
        }
    }

    @Override
    public void osc(String text, boolean bell) {
        osc.command(text, bell);
        printer.interrupted();
    }

    @Override
    public void dcs(int prefix, int intermediates, int finalByte, Params params, String payload) {
        if (prefix == 0 && finalByte == 't' && intermediates == '$') {
            presentation.restore(params.get(0), payload);
        } else if (prefix == 0 && finalByte == 'q') {
            switch (intermediates) {
                case '$' -> reports.setting(payload);
                case '+' -> reports.capabilities(payload);
                default -> {}
            }
        }
        printer.interrupted();
    }

    /** DECSCA. */
    private void protect(int what) {
        t.guard = Guard.DEC;
        switch (what) {
            case 0, 2 -> t.pen.unset(Style.PROTECTED);
            case 1 -> t.pen.set(Style.PROTECTED);
            default -> {}
        }
    }

    private void window(Params p) {
        switch (p.get(0)) {
            case 22 -> osc.pushTitle(p.get(1));
            case 23 -> osc.popTitle(p.get(1));
            default -> reports.window(p.get(0));
        }
    }

    /** DECSTR. The cursor stays, and so does a pending wrap. */
    private void softReset() {
        t.grid.resetMargins();
        t.set(Mode.CURSOR_VISIBLE, true);
        t.set(Mode.INSERT, false);
        t.set(Mode.ORIGIN, false);
        t.set(Mode.AUTOWRAP, true);
        t.set(Mode.REVERSE_WRAP, false);
        t.set(Mode.CURSOR_KEYS, false);
        t.set(Mode.KEYPAD, false);
        t.pen.become(Style.PLAIN);
        t.resetCharsets();
        if (t.xtermJs()) {
            t.exactRectangles = false;
            t.pendingWrap = false;
        } else {
            modes.set(Mode.MARGINS, false);
            t.guard = Guard.NONE;
            t.checksumExtension = 0;
            t.palette.resetIndexed();
        }
        t.saveCursor();
        t.grid.saved = t.grid.saved.atHome();
    }
}
