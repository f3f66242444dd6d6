package dev.perdure.engine.core;

import java.util.regex.Pattern;

/**
 * The keys of entries: scope, kind, name and occurrence, such as {@code fetch#2}, {@code signal:review#1} or, in the 17th round of a
 * loop, {@code loop:turns#1/17/fetch#1}. Slashes and number signs in names are escaped as in URLs.
 *
 * <p>Steps have no kind in their keys, unless their name would make the key of something else: a step named {@code progress} has the
 * key {@code step:progress#1}.
 */
public final class Keys {
    /** The kind of a step. */
    public static final String STEP = "";

    private static final String NAMED_LIKE_ANOTHER = "step:";
    private static final Pattern OF_ANOTHER =
            Pattern.compile("(?:step:)*(?:timer|progress|(?:signal|loop|child|progress):.*)", Pattern.DOTALL);

    private Keys() {}

    /** The key's part before the occurrence: equal for all entries of one name in one scope. */
    public static String stem(String scope, String kind, String name) {
        return scope + (isNamedLikeAnother(kind, name) ? NAMED_LIKE_ANOTHER : kind) + escape(name);
    }

    /** The stem that such an entry had before steps gave way to others' keys, for records of that time. */
    public static String formerStem(String scope, String kind, String name) {
        return name.startsWith(NAMED_LIKE_ANOTHER) ? stem(scope, kind, name) : scope + kind + escape(name);
    }

    private static boolean isNamedLikeAnother(String kind, String name) {
        return kind.equals(STEP) && OF_ANOTHER.matcher(name).matches();
    }

    /** The name and kind in a key, without its scope and occurrence: equal for all entries of one name in a task. */
    public static String nameOf(String key) {
        int end = key.lastIndexOf('#');
        return key.substring(key.lastIndexOf('/') + 1, end < 0 ? key.length() : end);
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
