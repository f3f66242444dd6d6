package dev.perdure.session.screen;

import java.util.Comparator;

/**
 * A hyperlink of OSC 8: the address and the author's {@code id}, empty when there is none. Two links without an id and
 * with the same address count as one. Ordered, so that a table of them stays fast also when a program picks links with
 * the same hash.
 */
public record Link(String id, String uri) implements Comparable<Link> {

    private static final Comparator<Link> ORDER =
            Comparator.comparing(Link::uri).thenComparing(Link::id);

    @Override
    public int compareTo(Link other) {
        return ORDER.compare(this, other);
    }
}
