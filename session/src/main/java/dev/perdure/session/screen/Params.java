package dev.perdure.session.screen;

/**
 * The numeric parameters of one control sequence, with ECMA-48 sub-parameters (separated by colons).
 *
 * <p>A missing parameter reads as 0, a missing sub-parameter as -1. Bounded: what exceeds {@value #LIMIT} parameters,
 * or as many sub-parameters of one, is dropped, and values saturate.
 */
final class Params {

    static final int LIMIT = 32;
    private static final int MAX_VALUE = 0xFFFFFF;

    private final int[] values = new int[LIMIT];
    private final int[] subCounts = new int[LIMIT];
    private final int[][] subs = new int[LIMIT][];
    private final boolean[] given = new boolean[LIMIT];
    private int size;
    private boolean overflow;
    private boolean inSub;

    void clear() {
        size = 1;
        values[0] = 0;
        given[0] = false;
        subCounts[0] = 0;
        overflow = false;
        inSub = false;
    }

    void separator() {
        inSub = false;
        if (size == LIMIT) {
            overflow = true;
            return;
        }
        values[size] = 0;
        given[size] = false;
        subCounts[size] = 0;
        size++;
    }

    void subSeparator() {
        if (overflow) {
            return;
        }
        int at = size - 1;
        int[] list = subs[at];
        if (list == null) {
            list = new int[LIMIT];
            subs[at] = list;
        }
        inSub = subCounts[at] < LIMIT;
        if (inSub) {
            list[subCounts[at]++] = -1;
        } else {
            overflow = true;
        }
    }

    void digit(int digit) {
        if (overflow) {
            return;
        }
        int at = size - 1;
        if (inSub) {
            int[] list = subs[at];
            int last = subCounts[at] - 1;
            list[last] = Math.min(Math.max(list[last], 0) * 10 + digit, MAX_VALUE);
        } else {
            given[at] = true;
            values[at] = Math.min(values[at] * 10 + digit, MAX_VALUE);
        }
    }

    int size() {
        return size;
    }

    /** Parameter {@code at}, 0 when missing. */
    int get(int at) {
        return at < size ? values[at] : 0;
    }

    /** Parameter {@code at}, or {@code fallback} when missing or 0. */
    int orDefault(int at, int fallback) {
        int value = get(at);
        return value == 0 ? fallback : value;
    }

    /** Whether no digit of parameter {@code at} was there. */
    boolean isMissing(int at) {
        return at >= size || !given[at];
    }

    int subCount(int at) {
        return at < size ? subCounts[at] : 0;
    }

    int sub(int at, int index) {
        return subs[at][index];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ";").append(values[i]);
            for (int j = 0; j < subCounts[i]; j++) {
                text.append(':').append(subs[i][j]);
            }
        }
        return text.toString();
    }
}
