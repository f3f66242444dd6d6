package dev.perdure.engine.runtime;

import dev.perdure.api.CodeChangedException;
import dev.perdure.engine.core.Decider;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.Entry.ProgressEntry;
import dev.perdure.engine.core.Entry.StepEntry;
import dev.perdure.engine.core.Keys;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where a handler is in its record: which calls it has made, what time it has seen, and its chance.
 *
 * <p>Keys count the calls of one name in one scope, on the handler's own thread, so the same code finds the same keys in every run.
 * Entries of the record that a finished handler never asked for mean that its code has changed. Not thread-safe.
 */
final class Cursor {
    private final Run run;
    private final Map<String, Integer> occurrences = new HashMap<>();
    private final Set<String> unreached;
    private final RandomGenerator ofThisScope = () -> this.here.random.nextLong();
    private Scope here;
    private Instant seen;

    Cursor(Run run) {
        this.run = run;
        this.unreached = run.record().keys();
        this.here = scope("");
        this.seen = run.createdAt();
    }

    /** A round of a loop, or what is outside of all; with chance of its own, since a replay enters only the last round. */
    private record Scope(String name, SplittableRandom random, SplittableRandom ids) {}

    private Scope scope(String name) {
        return new Scope(name, chance(name, 0), chance(name, 0x9E3779B97F4A7C15L));
    }

    private SplittableRandom chance(String scope, long kind) {
        long bits = run.created().seed() ^ kind;
        for (int i = 0; i < scope.length(); i++) {
            bits = bits * 0x5DEECE66DL + scope.charAt(i) + 0xBL;
        }
        return new SplittableRandom(bits);
    }

    // -- keys

    /** The key of the next call of that kind and name here. */
    String next(String kind, String name) {
        String stem = Keys.stem(here.name, kind, name);
        int occurrence = occurrences.merge(stem, 1, Integer::sum);
        String key = Keys.key(stem, occurrence);
        String former = Keys.key(Keys.formerStem(here.name, kind, name), occurrence);
        if (!former.equals(key) && run.find(key) == null && run.find(former) instanceof StepEntry) {
            key = former;
        }
        unreached.remove(key);
        return key;
    }

    /** The one key that all calls of that kind share here, and which of them this is, from 1. */
    Repeated again(String kind) {
        String stem = Keys.stem(here.name, kind, "");
        return new Repeated(Keys.key(stem, 1), occurrences.merge(stem, 1, Integer::sum));
    }

    record Repeated(String key, int count) {}

    /** What is recorded for a key, or null; {@code requested} says what the handler asks for where the record has something else. */
    <E extends Entry> @Nullable E recorded(String key, Class<E> kind, String requested) {
        Entry entry = run.find(key);
        unreached.remove(key);
        if (entry == null) {
            return null;
        }
        if (!kind.isInstance(entry)) {
            throw new CodeChangedException(key, Decider.describe(entry), requested);
        }
        return kind.cast(entry);
    }

    boolean isReplaying() {
        return !unreached.isEmpty();
    }

    /** Takes the entries of a call that the code has no more as asked for. */
    void retire(String kind, String name) {
        String stem = Keys.stem(here.name, kind, name) + '#';
        String former = Keys.formerStem(here.name, kind, name) + '#';
        unreached.removeIf(
                key -> key.startsWith(stem) || (key.startsWith(former) && run.find(key) instanceof StepEntry));
    }

    /** Throws if the record has entries that the handler never asked for. */
    void checkAllReached() {
        List<String> missed = unreached.stream()
                .filter(key -> !(run.find(key) instanceof ProgressEntry))
                .sorted()
                .toList();
        if (!missed.isEmpty()) {
            Entry entry = Objects.requireNonNull(run.find(missed.getFirst()));
            throw new CodeChangedException(
                    String.join(", ", missed.subList(0, Math.min(5, missed.size()))),
                    Decider.describe(entry),
                    "nothing: it ended without asking for it (if that is right, say so with retired)");
        }
    }

    // -- rounds

    /** What a round's body does. */
    interface Inside<T> {
        T run() throws Exception;
    }

    /** Runs a round of the loop with that key in a scope of its own. */
    <T> T inRound(String loop, long number, Inside<T> inside) {
        Scope outer = here;
        here = scope(Keys.scope(loop, number));
        try {
            return inside.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new HandlerException(e);
        } finally {
            here = outer;
        }
    }

    /** A replay doesn't enter the rounds up to {@code last}: what outlived them in the record, as children may, is asked for by nobody. */
    void skipRounds(String loop, long last) {
        unreached.removeIf(key -> isOfRound(key, loop, last));
    }

    private static boolean isOfRound(String key, String loop, long last) {
        int from = loop.length() + 1;
        int to = key.indexOf('/', from);
        return to > from && key.startsWith(loop + '/') && Long.parseLong(key, from, to, 10) <= last;
    }

    /** Lets go of what a finished round has recorded. */
    void forgetRound(String loop, long number) {
        String finished = Keys.scope(loop, number);
        Set<String> gone = new HashSet<>();
        occurrences.entrySet().removeIf(entry -> {
            if (!entry.getKey().startsWith(finished)) {
                return false;
            }
            for (int i = 1; i <= entry.getValue(); i++) {
                gone.add(Keys.key(entry.getKey(), i));
            }
            return true;
        });
        run.record().forget(gone);
        unreached.removeIf(key -> key.startsWith(finished));
    }

    // -- time and chance

    /** The latest recorded time that the handler has been shown. */
    Instant seen() {
        return seen;
    }

    void saw(Instant time) {
        if (time.isAfter(seen)) {
            seen = time;
        }
    }

    /** Forgets what was seen since then. */
    void unsee(Instant then) {
        seen = then;
    }

    RandomGenerator random() {
        return ofThisScope;
    }

    String newId() {
        return Ids.text(here.ids.nextLong()) + Ids.text(here.ids.nextLong());
    }
}
