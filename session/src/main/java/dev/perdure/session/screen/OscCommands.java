package dev.perdure.session.screen;

import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Operating system commands: titles, colours, links, marks.
 *
 * <p>Sources: xterm's control sequences; the hyperlink specification of terminal emulators (OSC 8); the semantic prompts
 * of FinalTerm (OSC 133). The clipboard (OSC 52) is refused unless the options allow writing it. Others are ignored.
 */
final class OscCommands {

    private static final int TITLE_LIMIT = 2048;
    private static final int URI_LIMIT = 4096;

    private final Terminal t;
    private final LongSupplier position;
    private boolean endsWithBell;

    OscCommands(Terminal terminal, LongSupplier position) {
        t = terminal;
        this.position = position;
    }

    /** Carries a command out; {@code bell} is how it ended. */
    void command(String text, boolean bell) {
        endsWithBell = bell;
        int semicolon = text.indexOf(';');
        String number = semicolon < 0 ? text : text.substring(0, semicolon);
        String rest = semicolon < 0 ? "" : text.substring(semicolon + 1);
        switch (number) {
            case "0" -> {
                iconTitle(rest);
                title(rest);
            }
            case "1" -> iconTitle(rest);
            case "2" -> title(rest);
            case "4" -> indexedColors(rest, 0);
            case "5" -> indexedColors(rest, Palette.SPECIAL);
            case "104" -> resetIndexedColors(rest, 0);
            case "105" -> resetIndexedColors(rest, Palette.SPECIAL);
            case "7" -> workingDirectory(rest);
            case "8" -> link(rest);
            case "10", "11", "12", "13", "14", "15", "16", "17", "18", "19" ->
                dynamicColors(Palette.DYNAMIC + Integer.parseInt(number), rest);
            case "110", "111", "112", "113", "114", "115", "116", "117", "118", "119" ->
                resetDynamicColors(number, rest);
            case "52" -> clipboard(rest);
            case "133" -> mark(rest);
            default -> {}
        }
    }

    void title(String text) {
        t.title = limited(text, TITLE_LIMIT);
        t.listener.titleChanged(t.title);
    }

    void iconTitle(String text) {
        t.iconTitle = limited(text, TITLE_LIMIT);
    }

    private static String limited(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
    }

    /** XTWINOPS 22: {@code what} is 0 both, 1 icon title, 2 window title. */
    void pushTitle(int what) {
        if (what == 0 || what == 2) {
            push(t.titleStack, t.title);
        }
        if (what == 0 || what == 1) {
            push(t.iconTitleStack, t.iconTitle);
        }
    }

    private static void push(Deque<String> stack, String title) {
        if (stack.size() == Terminal.TITLE_STACK_LIMIT) {
            stack.removeLast();
        }
        stack.push(title);
    }

    /** XTWINOPS 23. */
    void popTitle(int what) {
        if ((what == 0 || what == 2) && !t.titleStack.isEmpty()) {
            title(t.titleStack.pop());
        }
        if ((what == 0 || what == 1) && !t.iconTitleStack.isEmpty()) {
            iconTitle(t.iconTitleStack.pop());
        }
    }

    private void indexedColors(String rest, int first) {
        String[] parts = rest.split(";", -1);
        for (int i = 0; i + 1 < parts.length; i += 2) {
            int index = index(parts[i], first);
            if (index < 0) {
                continue;
            }
            if (parts[i + 1].equals("?")) {
                replyColor((first == 0 ? "4;" : "5;") + parts[i], index);
            } else {
                t.palette.set(index, parts[i + 1]);
            }
        }
    }

    private void resetIndexedColors(String rest, int first) {
        if (rest.isEmpty() && first == 0) {
            t.palette.resetIndexed();
        } else if (rest.isEmpty()) {
            t.palette.resetSpecial();
        } else {
            for (String part : rest.split(";", -1)) {
                t.palette.reset(index(part, first));
            }
        }
    }

    /** The place in the palette of a number; -1 for none. The special colours follow the 256 of OSC 4. */
    private static int index(String text, int first) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int index = first + Integer.parseInt(text);
        return index <= Palette.LAST_SPECIAL ? index : -1;
    }

    /** One command may set several in a row: each next value is for the next number. */
    private void dynamicColors(int first, String rest) {
        int index = first;
        for (String part : rest.split(";", -1)) {
            if (index > Palette.LAST_DYNAMIC) {
                return;
            }
            if (part.equals("?")) {
                replyColor(Palette.command(index), index);
            } else {
                t.palette.set(index, part);
            }
            index++;
        }
    }

    private void resetDynamicColors(String first, String rest) {
        for (String number : (first + ";" + rest).split(";", -1)) {
            if (number.matches("11[0-9]")) {
                t.palette.reset(Palette.DYNAMIC + Integer.parseInt(number) - 100);
            }
        }
    }

    /** Ended as the question was. */
    private void replyColor(String number, int index) {
        t.reply("\033]" + number + ";" + t.palette.query(index) + (endsWithBell ? "\007" : "\033\\"));
    }

    private void workingDirectory(String url) {
        if (url.length() <= URI_LIMIT) {
            t.workingDirectory = url;
            t.listener.workingDirectoryChanged(url);
        }
    }

    private void link(String rest) {
        int semicolon = rest.indexOf(';');
        if (semicolon < 0) {
            return;
        }
        String uri = rest.substring(semicolon + 1);
        if (uri.isEmpty()) {
            t.pen.link(null);
        } else if (uri.length() <= URI_LIMIT && semicolon <= URI_LIMIT) {
            t.pen.link(new Link(id(rest.substring(0, semicolon)), uri));
        }
    }

    private static String id(String parameters) {
        for (String parameter : parameters.split(":", -1)) {
            if (parameter.startsWith("id=")) {
                return parameter.substring(3);
            }
        }
        return "";
    }

    private void clipboard(String rest) {
        int semicolon = rest.indexOf(';');
        if (t.options.allowClipboard() && semicolon >= 0 && !rest.endsWith(";?")) {
            t.listener.clipboardWritten(rest.substring(0, semicolon), rest.substring(semicolon + 1));
        } else {
            t.listener.clipboardRefused();
        }
    }

    private void mark(String rest) {
        if (rest.isEmpty()) {
            return;
        }
        String parameters = rest.length() > 2 && rest.charAt(1) == ';' ? rest.substring(2) : "";
        t.listener.mark(new ScreenListener.Mark(rest.charAt(0), parameters, t.absoluteLine(), position.getAsLong()));
    }
}
