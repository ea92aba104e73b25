package io.orchestratex.backup.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.Engines;
import io.orchestratex.backup.engine.ledger.LedgerEngine;
import io.orchestratex.backup.engine.notebook.NotebookEngine;
import io.orchestratex.kit.readiness.StoreReady;
import io.orchestratex.kit.settings.Secret;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {

  private static final String URI = "ledger://ann:hidden@localhost/tmp";

  /** Keeps rows in memory, as the table would. */
  private static final class Rows implements TargetStore {
    private final List<Target> rows = new ArrayList<>();

    @Override
    public List<Target> all() {
      return rows;
    }

    @Override
    public void put(Target target) {
      rows.removeIf(row -> row.id().equals(target.id()));
      rows.add(target);
    }
  }

  private static Targets targets(TargetStore store, TargetSettings... settings) {
    return new Targets(
        store,
        new Engines(List.of(new LedgerEngine(), new NotebookEngine())),
        List.of(settings),
        Clock.systemUTC());
  }

  private static TargetSettings settings(String id, @Nullable String engine, @Nullable String uri) {
    return new TargetSettings(id, engine, uri == null ? null : new Secret(uri));
  }

  @Test
  void severalServersOfOneEngineAreTargetsByTheirIds() {
    Targets targets =
        targets(
            new Rows(), settings("north", "ledger", URI), settings("east", "ledger", URI + "/e"));

    assertThat(targets.all())
        .extracting(each -> each.target().id())
        .containsExactly("east", "north");
    assertThat(targets.get("east").access().target()).isEqualTo("east");
    assertThat(targets.chosen(null, "/targets")).containsExactly("east", "north");
  }

  @Test
  void aTargetThatBecameAnotherServerIsKeptAsThat() {
    Rows rows = new Rows();
    targets(rows, settings("north", "ledger", URI)).save(new StoreReady(StoreReady.POSTGRESQL));
    targets(rows, settings("north", "notebook", URI.replace("ledger", "notebook")))
        .save(new StoreReady(StoreReady.POSTGRESQL));

    assertThat(rows.all()).hasSize(1);
    assertThat(rows.all().getFirst().engine()).isEqualTo("notebook");
  }

  /** {@code A_B_URI} could mean {@code a.b.uri} and {@code a-b.uri}; only one of them has both. */
  @Test
  void whatIsOnlyAnotherReadingOfAVariableIsNoTarget() {
    assertThat(targets(new Rows(), settings("a", null, null)).all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,      ledger://a:hidden@localhost/x, orchestratex.backup.targets.t.engine is missing",
        "oracle, ledger://a:hidden@localhost/x, 'orchestratex.backup.targets.t.engine is invalid; expected one of [ledger, notebook]'",
        "ledger, -,                             orchestratex.backup.targets.t.uri is missing",
        "ledger, ftp://a:hidden@localhost/x,    is invalid; expected ledger://",
        "ledger, ftp://a:hidden@localhost/x,    orchestratex.backup.targets.t.uri is refused: ",
      })
  void aBadSettingIsNamedWithoutItsSecret(
      @Nullable String engine, @Nullable String uri, String message) {
    assertThatThrownBy(() -> targets(new Rows(), settings("t", engine, uri)))
        .hasMessageContaining(message)
        .hasMessageNotContaining("hidden");
  }

  @Test
  void anIdThatNoPathCanHoldIsInvalid() {
    assertThatThrownBy(() -> targets(new Rows(), settings("a/b", "ledger", URI)))
        .hasMessageContaining("orchestratex.backup.targets.a/b is invalid");
  }
}
