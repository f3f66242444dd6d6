package dev.perdure.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What a terminal shows, as lists to compare place by place.
 *
 * @param exact each cell of the screen: text, colours, attributes, underline, link
 * @param visible the same without what can't be seen, such as the colour of the letter in a blank
 * @param above each line above the screen
 * @param state cursor, modes, title
 */
record Picture(List<String> exact, List<String> visible, List<String> above, List<String> state) {
    /** A picture of lines that begin with the name of their list. */
    static Picture parse(String text) {
        Picture picture = new Picture(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (String line : text.split("\n")) {
            int space = line.indexOf(' ');
            String rest = line.substring(space + 1);
            switch (line.substring(0, space)) {
                case "exact" -> picture.exact.add(rest);
                case "visible" -> picture.visible.add(rest);
                case "above" -> picture.above.add(rest);
                case "state" -> picture.state.add(rest);
                default -> throw new IllegalArgumentException("not a line of a picture: " + line);
            }
        }
        return picture;
    }

    /** At how many places two lists differ. */
    static int differences(List<String> these, List<String> those) {
        int differences = Math.abs(these.size() - those.size());
        for (int i = 0; i < Math.min(these.size(), those.size()); i++) {
            if (!these.get(i).equals(those.get(i))) {
                differences++;
            }
        }
        return differences;
    }
}
