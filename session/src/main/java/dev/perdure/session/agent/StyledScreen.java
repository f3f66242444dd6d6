package dev.perdure.session.agent;

import java.util.List;

/**
 * A screen as text with how it looks.
 *
 * @param runs of each row, from the left; what is blank and plain at the end of a row is left out
 */
public record StyledScreen(ScreenText screen, List<List<StyledRun>> runs) {
    public StyledScreen {
        runs = List.copyOf(runs);
    }
}
