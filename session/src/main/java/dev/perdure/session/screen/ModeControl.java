package dev.perdure.session.screen;

/** Sets, resets, saves and reports modes, including those that are more than a switch: mouse, alternate screen. */
final class ModeControl {

    private final Terminal t;

    ModeControl(Terminal terminal) {
        t = terminal;
    }

    /** SM, RM, DECSET, DECRST. */
    void set(boolean dec, Params params, boolean on) {
        for (int i = 0; i < params.size(); i++) {
            set(dec, params.get(i), on);
        }
    }

    private void set(boolean dec, int number, boolean on) {
        Mode mode = Mode.of(dec, number);
        if (mode != null) {
            set(mode, on);
        } else if (dec) {
            setSpecial(number, on);
        }
    }

    void set(Mode mode, boolean on) {
        boolean before = t.is(mode);
        if (mode == Mode.COLUMNS_132 && !t.is(Mode.COLUMNS_132_ALLOWED)) {
            return;
        }
        t.set(mode, on);
        switch (mode) {
            case COLUMNS_132 -> {
                if (!t.is(Mode.COLUMNS_KEEP_SCREEN)) {
                    t.grid.clear(t.blank());
                }
                t.grid.resetMargins();
                t.moveTo(0, 0);
            }
            case ORIGIN -> t.moveToOrigin(0, 0);
            case MARGINS -> {
                if (!on) {
                    for (Grid grid : new Grid[] {t.main, t.alternate}) {
                        grid.left = 0;
                        grid.right = grid.columns - 1;
                    }
                    t.pendingWrap &= !t.xtermJs() || t.column == t.columns - 1;
                }
            }
            case SYNCHRONIZED -> {
                if (on && !before) {
                    t.listener.synchronizedOutputBegan();
                } else if (!on && before) {
                    t.listener.synchronizedOutputEnded();
                }
            }
            default -> {}
        }
    }

    private void setSpecial(int number, boolean on) {
        switch (number) {
            case 9, 1000, 1001, 1002, 1003 -> t.mouseTracking = on ? number : 0;
            case 1005, 1006, 1015, 1016 -> {
                if (on) {
                    t.mouseEncoding = number;
                } else if (t.mouseEncoding == number || t.xtermJs()) {
                    t.mouseEncoding = 0;
                }
            }
            case 1048 -> saveOrRestore(on);
            case 47, 1047, 1049 -> alternate(number, on);
            default -> {}
        }
    }

    private void saveOrRestore(boolean save) {
        if (save) {
            t.saveCursor();
        } else {
            t.restoreCursor();
        }
    }

    private void alternate(int number, boolean on) {
        t.work += (long) t.columns * t.rows;
        if (on) {
            if (number == 1049) {
                t.saveCursor();
            }
            boolean enters = t.grid != t.alternate;
            if (t.xtermJs() ? enters : number == 1049) {
                t.alternate.clear(t.blank());
                t.pendingWrap &= t.xtermJs();
            }
            if (enters) {
                t.show(t.alternate);
            }
        } else {
            if (t.grid == t.alternate) {
                if (t.xtermJs()) {
                    t.alternate.clear(Cells.EMPTY);
                } else if (number == 1047) {
                    t.alternate.clear(t.blank());
                    t.pendingWrap = false;
                }
                t.show(t.main);
            }
            if (number == 1049) {
                t.restoreCursor();
            }
        }
    }

    /** DECRQM: 0 not known, 1 set, 2 reset, 3 permanently set, 4 permanently reset. */
    int report(boolean dec, int number) {
        Mode mode = Mode.of(dec, number);
        if (mode != null) {
            return t.is(mode) ? 1 : 2;
        }
        return dec ? special(number) : ansi(number);
    }

    private static int ansi(int number) {
        return switch (number) {
            case 1, 2, 3, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19 -> 4;
            case 12 -> 3;
            default -> 0;
        };
    }

    /** What xterm knows and a session has no use for is permanently as it is: printer, window, keys of other terminals. */
    private int special(int number) {
        return switch (number) {
            case 9, 1000, 1001, 1002, 1003 -> t.mouseTracking == number ? 1 : 2;
            case 1005, 1006, 1015, 1016 -> t.mouseEncoding == number ? 1 : 2;
            case 47, 1047, 1049 -> t.grid == t.alternate ? 1 : 2;
            case 1048 -> 1;
            case 2 -> 3;
            case 4, 8, 13, 14, 18, 19, 30, 35, 38, 42, 44, 46, 80 -> 4;
            case 1010, 1011, 1034, 1035, 1036, 1037, 1039, 1040, 1041, 1042, 1043, 1044, 1046 -> 4;
            case 1050, 1051, 1052, 1053, 1060, 1061, 1070, 2001, 2002, 2003, 2005, 2006, 8452 -> 4;
            default -> 0;
        };
    }

    /** XTSAVE. */
    void save(Params params) {
        for (int i = 0; i < params.size(); i++) {
            int number = params.get(i);
            int state = number == 1048 ? 0 : report(true, number);
            if (state == 1 || state == 2) {
                t.savedModes.put(number, state == 1);
            }
        }
    }

    /** XTRESTORE. */
    void restore(Params params) {
        for (int i = 0; i < params.size(); i++) {
            Boolean saved = t.savedModes.get(params.get(i));
            if (saved != null) {
                set(true, params.get(i), saved);
            }
        }
    }
}
