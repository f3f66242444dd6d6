package dev.perdure.examples.vendorreview.maven;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The order of released versions: number by number, as in {@code 2.9 < 2.10 < 20240303}. */
final class VersionOrder implements Comparator<String> {
    private static final Pattern STABLE = Pattern.compile("\\d+([._]\\d+)*([.-](Final|GA|RELEASE))?");
    private static final Pattern SEPARATOR = Pattern.compile("\\D+");

    /** Whether the version is a plain number, without a word such as {@code alpha} or {@code rc1} in it. */
    static boolean isStable(String version) {
        return STABLE.matcher(version).matches();
    }

    @Override
    public int compare(String left, String right) {
        List<BigInteger> a = numbers(left);
        List<BigInteger> b = numbers(right);
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            int order = at(a, i).compareTo(at(b, i));
            if (order != 0) {
                return order;
            }
        }
        return left.compareTo(right);
    }

    private static List<BigInteger> numbers(String version) {
        return SEPARATOR
                .splitAsStream(version)
                .filter(part -> !part.isEmpty())
                .map(BigInteger::new)
                .toList();
    }

    private static BigInteger at(List<BigInteger> numbers, int index) {
        return index < numbers.size() ? numbers.get(index) : BigInteger.ZERO;
    }
}
