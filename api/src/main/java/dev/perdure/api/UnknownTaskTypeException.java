package dev.perdure.api;

import java.util.Collection;

/** No handler of that type is registered here. */
public final class UnknownTaskTypeException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final transient String type;

    /** No handler has this type. */
    public UnknownTaskTypeException(String type, Collection<String> known) {
        super(
                ErrorCode.UNKNOWN_TASK_TYPE,
                "No task type " + type + " is registered here"
                        + (known.isEmpty() ? "; none is." : "; known types: " + String.join(", ", known) + "."));
        this.type = type;
    }

    /** The type asked for. */
    public String type() {
        return type;
    }
}
