package dev.perdure.session.screen;

import java.util.ArrayList;
import java.util.List;

/**
 * The progressive enhancements of the keyboard protocol that a program asked for, as a stack per screen; bottom first.
 *
 * <p>Source: kitty, "Comprehensive keyboard handling in terminals". They are kept for terminals that attach; the question
 * whether the protocol is known ({@code CSI ? u}) is for those terminals to answer.
 */
final class KeyboardFlags {

    private static final int DEPTH_LIMIT = 16;
    private static final int MASK = 0x1F;

    private final List<Integer> stack = new ArrayList<>();

    void clear() {
        stack.clear();
    }

    boolean isEmpty() {
        return stack.isEmpty();
    }

    /** {@code CSI > flags u}. */
    void push(int flags) {
        if (stack.isEmpty()) {
            stack.add(0);
        }
        if (stack.size() > DEPTH_LIMIT) {
            stack.removeFirst();
        }
        stack.add(flags & MASK);
    }

    /** {@code CSI < count u}. */
    void pop(int count) {
        for (int i = Math.min(count, stack.size()); i > 0; i--) {
            stack.removeLast();
        }
        dropZero();
    }

    /** {@code CSI = flags ; how u}: 1 set, 2 add, 3 take away. */
    void set(int flags, int how) {
        int now = stack.isEmpty() ? 0 : stack.removeLast();
        int bits = flags & MASK;
        stack.add(
                switch (how) {
                    case 2 -> now | bits;
                    case 3 -> now & ~bits;
                    default -> bits;
                });
        dropZero();
    }

    /** Nothing asked for is the same as an empty stack. */
    private void dropZero() {
        if (stack.size() == 1 && stack.getFirst() == 0) {
            stack.clear();
        }
    }

    /** The sequences that make an empty stack this one. */
    String sequences() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < stack.size(); i++) {
            out.append(i == 0 ? "\033[=" + stack.get(i) + ";1u" : "\033[>" + stack.get(i) + "u");
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return stack.toString();
    }
}
