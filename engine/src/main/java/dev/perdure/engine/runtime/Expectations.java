package dev.perdure.engine.runtime;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Json;
import dev.perdure.api.PerdureException;
import dev.perdure.api.TypeRef;
import dev.perdure.engine.core.Keys;
import dev.perdure.engine.json.PayloadCodec;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the handlers of this process await and run: the types of signals and of steps that happen once, as far as a handler has got to
 * them. So what a client sends can be refused while the client is there to mend it. Thread-safe, and bounded: what does not find room
 * is not known and is looked at by the handler.
 */
public final class Expectations {
    private static final int ROOM = 10_000;

    private final PayloadCodec codec;
    private final Map<Named, Set<Expected>> known = new ConcurrentHashMap<>();
    private final Set<String> signals = ConcurrentHashMap.newKeySet();

    Expectations(PayloadCodec codec) {
        this.codec = codec;
    }

    private enum Kind {
        SIGNAL,
        STEP
    }

    private record Named(Kind kind, String taskType, String name) {}

    private record Expected(TypeRef<?> type, boolean needsValue) {}

    /** A handler of a task type awaits a signal; {@code timed} says that it must be told from the end of a wait's time. */
    void awaits(String taskType, String signal, TypeRef<?> type, boolean timed) {
        learn(new Named(Kind.SIGNAL, taskType, signal), new Expected(type, timed));
        if (signals.size() < ROOM) {
            signals.add(signal);
        }
    }

    /** A handler of a task type runs a step that happens once. */
    void runs(String taskType, String stepKey, TypeRef<?> type) {
        learn(new Named(Kind.STEP, taskType, Keys.nameOf(stepKey)), new Expected(type, false));
    }

    private void learn(Named named, Expected expected) {
        Set<Expected> before = known.get(named);
        if (before == null && known.size() < ROOM) {
            before = known.computeIfAbsent(named, _ -> ConcurrentHashMap.newKeySet());
        }
        if (before != null) {
            before.add(expected);
        }
    }

    /** Whether a handler here awaits a signal of that name. */
    public boolean expectsSignal(String signal) {
        return signals.contains(signal);
    }

    /** Throws {@code bad_input} if a signal is known to be of no use to tasks of that type. */
    public void checkSignal(String taskType, String signal, PayloadCodec.Encoded payload) {
        check(
                new Named(Kind.SIGNAL, taskType, signal),
                payload,
                "The signal " + signal + " is not what " + taskType + " awaits");
    }

    /** Throws {@code bad_input} if a step is known to have results of another type. */
    public void checkResult(String taskType, String stepKey, PayloadCodec.Encoded result) {
        check(
                new Named(Kind.STEP, taskType, Keys.nameOf(stepKey)),
                result,
                "The result is not what step " + stepKey + " of " + taskType + " has");
    }

    private void check(Named named, PayloadCodec.Encoded payload, String what) {
        Set<Expected> all = known.get(named);
        if (all == null) {
            return;
        }
        Json json = new Json(payload.text());
        String first = null;
        for (Expected expected : all) {
            String misfit = misfit(json, expected);
            if (misfit == null) {
                return;
            }
            first = first == null ? misfit : first;
        }
        throw new PerdureException(ErrorCode.BAD_INPUT, what + ". " + first);
    }

    private @Nullable String misfit(Json json, Expected expected) {
        try {
            return codec.decode(json, expected.type()) == null && expected.needsValue() ? NO_VALUE : null;
        } catch (PerdureException e) {
            return e.getMessage();
        }
    }

    /** Why null is no signal where a wait may also end by its time. */
    static final String NO_VALUE =
            "It is awaited for a limited time, and null can't be told from the end of that time. Send a value, such as true.";
}
