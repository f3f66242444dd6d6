package dev.perdure.cli.view;

import dev.perdure.api.StepInfo;

/**
 * Step keys as people read them. A key is scope, kind, name and occurrence, such as {@code fetch#2}, {@code signal:review#1}, or
 * {@code loop:turns#1/17/fetch#1} in round 17 of a loop.
 */
public final class Label {
    private Label() {}

    /** The entry in words: {@code fetch}, {@code fetch #2}, {@code turns 17 › fetch}. */
    public static String of(StepInfo step) {
        var label = new StringBuilder();
        String[] parts = step.key().split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean round = i % 2 == 1;
            if (i > 0) {
                label.append(round ? " " : " › ");
            }
            label.append(round ? parts[i] : name(parts[i]) + occurrence(parts[i]));
        }
        return label.toString();
    }

    /** The name in a key: the signal's name in {@code signal:review#1}. */
    public static String name(String key) {
        String part = key.substring(key.lastIndexOf('/') + 1);
        int end = part.lastIndexOf('#');
        String name = end < 0 ? part : part.substring(0, end);
        int kind = name.indexOf(':');
        if (kind > 0 && isKind(name.substring(0, kind))) {
            name = name.substring(kind + 1);
        }
        return name.replace("%23", "#").replace("%2F", "/");
    }

    private static String occurrence(String part) {
        int end = part.lastIndexOf('#');
        return end < 0 || part.endsWith("#1") ? "" : " " + part.substring(end);
    }

    private static boolean isKind(String prefix) {
        for (StepInfo.Kind kind : StepInfo.Kind.values()) {
            if (kind.code().equals(prefix)) {
                return true;
            }
        }
        return prefix.equals("sleep") || prefix.equals("await");
    }
}
