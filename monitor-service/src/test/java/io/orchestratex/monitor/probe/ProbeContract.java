package io.orchestratex.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.target.Target;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What each probe owes: how it measures a live target, and what it answers for. A probe of a remote
 * target owes more, see {@link RemoteProbeContract}.
 */
public abstract class ProbeContract {

  protected static final Duration DEADLINE = Duration.ofSeconds(3);
  protected static final ProbeSettings SETTINGS =
      new ProbeSettings(Duration.ofSeconds(5), DEADLINE, Duration.ofMinutes(1));

  private static final Pattern ENGINE = Pattern.compile("[a-z][a-z0-9]*");
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");
  private static final Pattern LABEL = Pattern.compile("[a-z_][a-z0-9_]*");

  protected abstract Probe probe();

  /** A live target's address, with an account as the documentation asks for. */
  protected abstract String liveAddress();

  /** Names that a live target has at the second measurement at the latest. */
  protected abstract Set<String> expectedNames();

  protected Probe.Session open(String address) {
    return probe().open(new Target("contract", probe().engine(), new Secret(address)));
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
      Set<String> names = new HashSet<>();
      taken(session.measure(DEADLINE)).forEach(sample -> names.add(sample.name()));
      taken(session.measure(DEADLINE)).forEach(sample -> names.add(sample.name()));

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
  void answersForItsNamesAndGroups() {
    assertThat(probe().engine()).matches(ENGINE);
    assertThat(probe().groups()).allMatch(ENGINE.asMatchPredicate());
    assertThat(probe().help())
        .allSatisfy((name, help) -> {
          assertThat(name).matches(NAME);
          assertThat(help).isNotBlank().doesNotContain("\n");
        });
  }

  @Test
  void acceptsItsAddressesAndNoOthers() {
    assertThat(probe().accepts(new Secret(liveAddress()))).isTrue();
    for (String other :
        List.of("nonsense", "ftp://host/", "://", liveAddress().split(":", 2)[0] + "x")) {
      assertThat(probe().accepts(new Secret(other))).as(other).isFalse();
    }
    assertThat(probe().addressForm()).isNotBlank();
  }

  @Test
  void showsAnAddressThatNamesTheTarget() {
    assertThat(probe().shownAddress(new Secret(liveAddress()))).isNotBlank().doesNotContain("@");
  }
}
