package dev.perdure.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A full generic type as a value: {@code new TypeRef<List<Price>>() {}} where a {@link Class} can't say it.
 *
 * @param <T> the type that this stands for
 */
public abstract class TypeRef<T extends @Nullable Object> {
    private final Type type;

    /** Captures the type argument of the subclass. */
    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)) {
            throw new IllegalArgumentException("TypeRef needs a type argument: new TypeRef<List<String>>() {}");
        }
        this.type = parameterized.getActualTypeArguments()[0];
    }

    private TypeRef(Type type) {
        this.type = type;
    }

    /** The reference for a plain class. */
    public static <T> TypeRef<T> of(Class<T> type) {
        return new Plain<>(type);
    }

    /** The captured type. */
    public final Type type() {
        return type;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof TypeRef<?> that && type.equals(that.type);
    }

    @Override
    public final int hashCode() {
        return type.hashCode();
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }

    private static final class Plain<T extends @Nullable Object> extends TypeRef<T> {
        Plain(Type type) {
            super(type);
        }
    }
}
