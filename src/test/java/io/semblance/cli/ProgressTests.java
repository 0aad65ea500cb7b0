package io.semblance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

class ProgressTests {

    private final StringWriter err = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();

    private String printed() {
        String text = err.toString();
        err.getBuffer().setLength(0);
        return text;
    }

    @Test
    void terminalHasABarThatIsDrawnOverItself() {
        Progress bar = new ProgressBar(new PrintWriter(err), nanos::get);

        bar.show("films.csv", 0.4, "14,400 of 36,000 documents, 310/s, 1 min 10 s left");
        assertThat(printed())
                .isEqualTo(
                        "\r"
                            + "\u001b[K\u001b[?7lfilms.csv  [####------]  40 %  14,400 of 36,000"
                            + " documents, 310/s, 1 min 10 s left\u001b[?7h");
        bar.show("films.csv", 0.5, "too early");
        assertThat(printed()).isEmpty();
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
        bar.show("films.csv", Progress.UNKNOWN, "waiting");
        assertThat(printed()).isEqualTo("\r\u001b[K\u001b[?7lfilms.csv: waiting\u001b[?7h");
        bar.line("connection lost");
        assertThat(printed()).isEqualTo("\r\u001b[Kconnection lost\n");
        bar.clear();
        assertThat(printed()).isEmpty();
    }

    @Test
    void longNamesAreCut() {
        Progress bar = new ProgressBar(new PrintWriter(err), nanos::get);

        bar.show("a/very/long/path/to/some/films.csv", 1.2, "done");

        assertThat(printed()).contains("a/very/long/path/to/som…  [##########] 100 %  done");
    }

    @Test
    void logHasPlainLinesSomeSecondsApart() {
        Progress lines = new ProgressLines(new PrintWriter(err), nanos::get);

        lines.show("films.csv", 0.1, "too early");
        assertThat(printed()).isEmpty();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
        lines.show("films.csv", 0.4, "14,400 of 36,000 documents");
        lines.show("films.csv", 0.5, "too early");
        lines.clear();
        assertThat(printed()).isEqualTo("films.csv: 40 %, 14,400 of 36,000 documents\n");
    }

    @Test
    void jobShowsAmountsRateAndTimeLeft() {
        Job job = new Job(json(new FakeJob("films", "good\n".repeat(5000)).json(false)));

        assertThat(job.progress()).isEqualTo("2,500 of 5,000 documents, 310/s, 1 min 10 s left");
        assertThat(job.fraction()).isEqualTo(0.5);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void amountsHaveReadableUnits() {
        assertThat(Display.bytes(999)).isEqualTo("999 B");
        assertThat(Display.bytes(27_049_999)).isEqualTo("27.0 MB");
        assertThat(Display.bytes(999_999)).isEqualTo("1.0 MB");
        assertThat(Display.duration(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(Display.duration(Duration.ofMinutes(63))).isEqualTo("1 h 3 min");
        assertThat(Display.rate(3.14)).isEqualTo("3.1");
    }

    @Test
    void waitingTimesDoubleUpToALimit() {
        Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

        assertThat(backoff.after(1)).isEqualTo(Duration.ofMillis(500));
        assertThat(backoff.after(4)).isEqualTo(Duration.ofSeconds(4));
        assertThat(backoff.after(1000)).isEqualTo(Duration.ofSeconds(30));
    }
}
