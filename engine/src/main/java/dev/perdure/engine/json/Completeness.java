package dev.perdure.engine.json;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a record that was read has all of its components but those that may be null, and so on inside them. Thread-safe. */
final class Completeness {
    private static final ClassValue<List<Part>> PARTS = new ClassValue<>() {
        @Override
        protected List<Part> computeValue(Class<?> type) {
            List<Part> parts = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                if (!component.getType().isPrimitive()) {
                    boolean mayBeNull = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                    parts.add(new Part(component.getName(), component.getAccessor(), mayBeNull));
                }
            }
            return List.copyOf(parts);
        }
    };

    private Completeness() {}

    private record Part(String name, Method accessor, boolean mayBeNull) {}

    /** Throws {@link IllegalArgumentException} if something is missing. */
    static void check(Record value) {
        for (Part part : PARTS.get(value.getClass())) {
            Object content = get(value, part);
            if (content != null) {
                checkInside(content, part.name());
            } else if (!part.mayBeNull()) {
                throw new IllegalArgumentException(part.name() + " is missing");
            }
        }
    }

    private static void checkInside(Object content, String name) {
        if (content instanceof Record inner) {
            check(inner);
        } else if (content instanceof List<?> list) {
            for (Object element : list) {
                if (element == null) {
                    throw new IllegalArgumentException(name + " has an empty place");
                }
                checkInside(element, name);
            }
        }
    }

    private static @Nullable Object get(Record value, Part part) {
        try {
            return part.accessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a record's component can be read", e);
        }
    }
}
