package dev.perdure.server;

import dev.perdure.session.anchor.ResourceLimit;
import dev.perdure.session.anchor.ResourceLimit.Resource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Resource limits as a request names them: {@code {"nofile": 1024, "core": "0:unlimited"}}, one value for both limits or
 * the soft and the hard one, as prlimit(1) takes them.
 */
final class ResourceLimits {
    private ResourceLimits() {}

    /**
     * The limits of a field's names and values.
     *
     * @throws IllegalArgumentException when one is none
     */
    static List<ResourceLimit> of(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> limit(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static ResourceLimit limit(String name, String value) {
        Resource resource = Arrays.stream(Resource.values())
                .filter(known -> SessionView.word(known).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no resource limit \"" + name + "\"; there are " + names()));
        String[] sides = value.split(":", -1);
        if (sides.length > 2) {
            throw unclear(name, value);
        }
        long soft = amount(name, value, sides[0]);
        long hard = sides.length == 2 ? amount(name, value, sides[1]) : soft;
        if (hard < soft) {
            throw new IllegalArgumentException("the hard limit of " + name + " is below the soft one: " + value);
        }
        return new ResourceLimit(resource, soft, hard);
    }

    private static long amount(String name, String value, String side) {
        if (side.equals("unlimited")) {
            return ResourceLimit.UNLIMITED;
        }
        try {
            long amount = Long.parseLong(side);
            if (amount >= 0) {
                return amount;
            }
        } catch (NumberFormatException e) {
            // Told below, as a negative one is.
        }
        throw unclear(name, value);
    }

    private static IllegalArgumentException unclear(String name, String value) {
        return new IllegalArgumentException("the limit of " + name
                + " is neither a number from 0 on, nor unlimited, nor two of these as in 1024:4096: " + value);
    }

    private static String names() {
        return Arrays.stream(Resource.values())
                .map(resource -> resource.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
