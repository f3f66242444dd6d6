package dev.perdure.bench;

import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.ScreenOptions;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/** S11: how fast the model of a screen takes output in, without a terminal, a log or clients. */
final class ScreenSpeed implements Workload {
    private static final int READ = 8 * 1024;
    private static final double MEGABYTE = 1e6;
    private static final double FLOOR = 30;

    @Override
    public String id() {
        return "S11";
    }

    @Override
    public String title() {
        return "the model of the screen alone";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        SessionSizes sizes = conditions.sizes().sessions();
        int size = (int) Math.min(sizes.log(), 16_000_000);
        Map<String, byte[]> outputs = outputs(size);
        Series series = conditions.rounds(id(), sizes.warmups(), sizes.rounds(), round -> {
            for (Map.Entry<String, byte[]> output : outputs.entrySet()) {
                byte[] bytes = output.getValue();
                Screen screen = new Screen(Programs.SIZE.columns(), Programs.SIZE.rows(), ScreenOptions.DEFAULT);
                long began = System.nanoTime();
                for (int at = 0; at < bytes.length; at += READ) {
                    screen.feed(bytes, at, Math.min(READ, bytes.length - at));
                }
                round.add(output.getKey(), bytes.length / MEGABYTE / ((System.nanoTime() - began) / 1e9));
            }
        });
        List<Measure> measures = new ArrayList<>();
        for (String name : outputs.keySet()) {
            measures.add(Measure.alone(id(), name, "MB/s", series.spread(name)).atLeast(FLOOR));
        }
        return measures;
    }

    private static Map<String, byte[]> outputs(int size) {
        Random random = new Random(1);
        Map<String, byte[]> outputs = new LinkedHashMap<>();
        outputs.put(
                "plain text", of(size, i -> "the quick brown fox " + i + " jumps over the lazy dog and goes on\r\n"));
        outputs.put(
                "coloured log",
                of(
                        size,
                        i -> "\033[32minfo\033[0m \033[1;34m" + i + "\033[0m the quick \033[38;5;" + i % 256
                                + "mbrown\033[m fox jumps over the lazy dog\r\n"));
        outputs.put(
                "dense control sequences",
                of(
                        size,
                        i -> "\033[" + (1 + random.nextInt(24)) + ";" + (1 + random.nextInt(80)) + "H\033["
                                + (30 + random.nextInt(8)) + "mx"));
        outputs.put(
                "a colour of its own for each character",
                of(
                        size,
                        i -> "\033[38;2;" + random.nextInt(256) + ";" + random.nextInt(256) + ";" + random.nextInt(256)
                                + "mx"));
        outputs.put("CJK", of(size, i -> "日本語のテキスト한국어中文全角\r\n"));
        outputs.put("emoji", of(size, i -> "😀👍🏽🇩🇪👩‍👩‍👧 ok "));
        outputs.put("combining characters", of(size, i -> "e\u0301n\u0303o\u0302 กำลังทำ "));
        return outputs;
    }

    private static byte[] of(int size, IntFunction<String> piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(size + READ);
        for (int i = 0; out.size() < size; i++) {
            out.writeBytes(piece.apply(i).getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }
}
