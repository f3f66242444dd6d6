package dev.perdure.session.operator;

import java.util.HashMap;
import java.util.Map;

/**
 * The rights of a session's operators: what a door has allowed, never more than the cap that an operator who governs has
 * set. A cap outlives attachments, so a revoked operator doesn't get its right back by attaching anew.
 *
 * <p>Not thread-safe: its session guards it.
 */
public final class Rights {
    /** The most operators that are remembered; more than that is an error of the door. */
    public static final int LIMIT = 10_000;

    private final Map<String, Right> allowed = new HashMap<>();
    private final Map<String, Right> caps;

    /** Rights with the caps of an earlier life. */
    public Rights(Map<String, Right> caps) {
        this.caps = new HashMap<>(caps);
    }

    /** Allows an operator what its door grants it, and returns what it has then. */
    public Right allow(Operator operator, Right right) {
        if (allowed.size() >= LIMIT && !allowed.containsKey(operator.id())) {
            throw new IllegalStateException("more than " + LIMIT + " operators in one session");
        }
        allowed.put(operator.id(), right);
        Right cap = caps.get(operator.id());
        return cap == null ? right : right.atMost(cap);
    }

    /** As {@link #allow}, unless the operator is allowed more already: one of its windows may be for looking only. */
    public void admit(Operator operator, Right right) {
        Right before = allowed.get(operator.id());
        if (before == null || !before.includes(right)) {
            allow(operator, right);
        }
    }

    /** Lowers an operator to at most {@code cap} until {@link #restore}. */
    public void cap(Operator operator, Right cap) {
        caps.put(operator.id(), cap);
    }

    /** Lifts an operator's cap. */
    public void restore(Operator operator) {
        caps.remove(operator.id());
    }

    /** The caps, to be kept. */
    public Map<String, Right> caps() {
        return Map.copyOf(caps);
    }

    public boolean has(Operator operator, Right right) {
        Right base = allowed.get(operator.id());
        Right cap = caps.getOrDefault(operator.id(), Right.GOVERN);
        return base != null && base.atMost(cap).includes(right);
    }

    /** Throws {@link AccessException} when the operator hasn't the right. */
    public void require(Operator operator, Right right) {
        if (has(operator, right)) {
            return;
        }
        Right base = allowed.get(operator.id());
        boolean revoked = base != null && base.includes(right);
        throw new AccessException(
                operator,
                revoked ? AccessException.Reason.RIGHT_REVOKED : AccessException.Reason.RIGHT_MISSING,
                revoked
                        ? operator + " may not " + name(right) + " any more: the right was revoked"
                        : operator + " may not " + name(right) + " here");
    }

    private static String name(Right right) {
        return switch (right) {
            case OBSERVE -> "observe";
            case STEER -> "steer";
            case GOVERN -> "govern";
        };
    }
}
