package dev.perdure.engine.core;

/**
 * The keys of entries: scope, kind, name and occurrence, such as {@code fetch#2}, {@code signal:review#1} or, in the 17th round of a
 * loop, {@code loop:turns#1/17/fetch#1}. Slashes and number signs in names are escaped as in URLs.
 */
public final class Keys {
    private Keys() {}

    /** The key's part before the occurrence: equal for all entries of one name in one scope. */
    public static String stem(String scope, String kind, String name) {
        return scope + kind + escape(name);
    }

    /** The key of the {@code occurrence}th entry (from 1) of a stem. */
    public static String key(String stem, int occurrence) {
        return stem + '#' + occurrence;
    }

    /** The scope of a loop's round: what stands before the keys of its entries. */
    public static String scope(String loopKey, long round) {
        return loopKey + '/' + round + '/';
    }

    /** The scope of a key, empty outside of loops. */
    public static String scopeOf(String key) {
        return key.substring(0, key.lastIndexOf('/') + 1);
    }

    private static String escape(String name) {
        return name.indexOf('/') < 0 && name.indexOf('#') < 0
                ? name
                : name.replace("/", "%2F").replace("#", "%23");
    }
}
