package io.orchestratex.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.target.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What each probe of a remote target owes, on a live engine and on dead ones. */
public abstract class ProbeContract {

  protected static final Duration DEADLINE = Duration.ofSeconds(3);
  protected static final ProbeSettings SETTINGS =
      new ProbeSettings(
          Duration.ofSeconds(5), DEADLINE, Duration.ofMinutes(1), 500, 500, List.of("/"));

  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");
  private static final Pattern LABEL = Pattern.compile("[a-z_][a-z0-9_]*");

  protected abstract Probe probe();

  /** A live target's address, with an account as the documentation asks for. */
  protected abstract String liveAddress();

  /** The same with a wrong password. */
  protected String wrongPasswordAddress() {
    return liveAddress().replaceFirst(":[^:@/]+@", ":wrong-password@");
  }

  /** An address of this kind at a host and port. */
  protected abstract String addressAt(String host, int port);

  /** Names that a live target must have. */
  protected abstract Set<String> expectedNames();

  protected Probe.Session open(String address) {
    return probe().open(new Target("contract", probe().kind(), new Secret(address)));
  }

  protected static List<Sample> taken(Measurement measurement) {
    assertThat(measurement).isInstanceOf(Measurement.Taken.class);
    return ((Measurement.Taken) measurement).samples();
  }

  protected static double value(List<Sample> samples, String name, Map<String, String> labels) {
    return samples.stream()
        .filter(sample -> sample.name().equals(name) && sample.labels().equals(labels))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + labels))
        .value();
  }

  @Test
  void measuresALiveTargetAgainAndAgain() {
    try (Probe.Session session = open(liveAddress())) {
      taken(session.measure(DEADLINE));
      List<Sample> samples = taken(session.measure(DEADLINE));

      Set<String> names = samples.stream().map(Sample::name).collect(Collectors.toSet());
      assertThat(names).containsAll(expectedNames());
    }
  }

  @Test
  void givesCleanNamesFiniteValuesAndEachSeriesOnce() {
    try (Probe.Session session = open(liveAddress())) {
      List<Sample> samples = taken(session.measure(DEADLINE));

      assertThat(samples)
          .allSatisfy(sample -> {
            assertThat(sample.name()).matches(NAME);
            assertThat(sample.labels().keySet()).allMatch(LABEL.asMatchPredicate());
            assertThat(sample.labels()).doesNotContainKey("target");
            assertThat(sample.value()).isFinite();
            if (sample.name().endsWith("_ratio") && sample.name().startsWith("ox_")) {
              assertThat(sample.value()).as(sample.name()).isBetween(0.0, 1.0);
            }
          });
      assertThat(samples.stream().map(s -> Map.entry(s.name(), s.labels())))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void namesAWrongPassword() {
    assertFails(wrongPasswordAddress(), Reason.AUTH);
  }

  @Test
  void namesAPortWhereNobodyListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertFails(addressAt("127.0.0.1", port), Reason.CONNECT);
  }

  @Test
  void namesAHostThatDoesNotExist() {
    assertFails(addressAt("nowhere.invalid", 1234), Reason.DNS);
  }

  @Test
  void namesATargetThatAcceptsAndNeverAnswers() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertFails(addressAt("127.0.0.1", mute.getLocalPort()), Reason.TIMEOUT);
    }
  }

  private void assertFails(String address, Reason reason) {
    try (Probe.Session session = open(address)) {
      long begun = System.nanoTime();
      Measurement measurement = session.measure(DEADLINE);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);

      assertThat(measurement).isInstanceOf(Measurement.Failed.class);
      Measurement.Failed failed = (Measurement.Failed) measurement;
      assertThat(failed.reason()).as(failed.detail()).isEqualTo(reason);
      assertThat(failed.detail()).doesNotContain("wrong-password", "\n");
      assertThat(took).isLessThan(DEADLINE);
    }
  }
}
