package dev.perdure.session.operator;

import java.util.Objects;

/**
 * An actor with an identity that the door has established; sessions take it as true.
 *
 * @param id the name that input and events are attributed to, 1 to 200 characters without control characters
 * @param kind what it is
 */
public record Operator(String id, Kind kind) {
    private static final int LONGEST = 200;

    /** What an operator is. Rights don't follow from it. */
    public enum Kind {
        HUMAN,
        AGENT,
        SERVICE,
        DEVICE
    }

    public Operator {
        Objects.requireNonNull(kind, "kind is null");
        if (id.isBlank() || id.length() > LONGEST || id.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("id is blank, longer than " + LONGEST + " or holds controls: " + id);
        }
    }

    public static Operator human(String id) {
        return new Operator(id, Kind.HUMAN);
    }

    public static Operator agent(String id) {
        return new Operator(id, Kind.AGENT);
    }

    /** True when the other alone decides where both want something: a program yields to a person. */
    public boolean yieldsTo(Operator other) {
        return kind != Kind.HUMAN && other.kind == Kind.HUMAN;
    }

    @Override
    public String toString() {
        return id;
    }
}
