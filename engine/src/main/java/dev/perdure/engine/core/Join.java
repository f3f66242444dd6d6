package dev.perdure.engine.core;

import java.util.List;

/**
 * The handler's wait for children.
 *
 * @param keys the children's keys in the task
 * @param any whether one of them is enough
 */
public record Join(List<String> keys, boolean any) {
    public Join {
        keys = List.copyOf(keys);
    }
}
