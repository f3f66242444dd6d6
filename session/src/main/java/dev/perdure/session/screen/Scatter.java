package dev.perdure.session.screen;

/**
 * Spreads numbers over a hash. Programs choose colours and characters, so where those fall differs from process to
 * process, and nothing that is shown depends on it.
 */
final class Scatter {

    private static final int SEED = mix((int) System.nanoTime() ^ System.identityHashCode(new Object()));

    private Scatter() {}

    static int of(int value) {
        return mix(SEED ^ value);
    }

    /** Every bit changes about half of the others. */
    private static int mix(int h) {
        int x = (h ^ (h >>> 16)) * 0x21F0AAAD;
        x = (x ^ (x >>> 15)) * 0x735A2D97;
        return x ^ (x >>> 15);
    }
}
