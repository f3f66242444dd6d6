package dev.perdure.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a bench found out.
 *
 * @param environment where it ran
 * @param sizes how much each workload did
 * @param measures what was measured
 */
record Report(Environment environment, Sizes sizes, List<Measure> measures) {
    private static final List<String> HEAD =
            List.of("", "measure", "perdure", "range", "against", "its figure", "range", "ratio", "range", "bar", "");

    /** Writes it as JSON. */
    void write(Path file) {
        JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValue(file, this);
    }

    /** Prints it as a table for people. */
    void print(PrintWriter out) {
        out.println(environment.time() + ", " + environment.system() + ", " + environment.processors() + " processors, "
                + environment.java());
        out.println("flags " + environment.flags() + ", of child processes " + environment.childFlags() + "; "
                + environment.fileSystem()
                + "; load before "
                + number(environment.loadBefore())
                + (environment.isBusy() ? " (busy: the ratios can't be trusted)" : ""));
        out.println("medians and ranges; ratios are taken round by round");
        out.println();
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        for (Measure measure : measures) {
            lines.add(line(measure));
        }
        int[] widths = new int[HEAD.size()];
        for (List<String> line : lines) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                text.append(String.format("%-" + (widths[column] + 2) + "s", line.get(column)));
            }
            out.println(text.toString().stripTrailing());
        }
        out.flush();
    }

    private static List<String> line(Measure measure) {
        Spread reference = measure.referenceFigure();
        Spread ratio = measure.ratio();
        Bar bar = measure.bar();
        return List.of(
                measure.workload(),
                measure.name(),
                (number(measure.figure().median()) + " " + measure.unit()).strip(),
                range(measure.figure()),
                measure.reference() == null ? "" : measure.reference(),
                reference == null ? "" : number(reference.median()),
                reference == null ? "" : range(reference),
                ratio == null ? "" : number(ratio.median()),
                ratio == null ? "" : range(ratio),
                bar == null ? "" : bar.text(),
                bar == null ? "" : bar.met() ? "met" : "NOT MET");
    }

    private static String range(Spread spread) {
        return spread.rounds() == 1 ? "" : number(spread.least()) + ".." + number(spread.most());
    }

    /** Three significant digits where they matter. */
    private static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
