package io.orchestratex.backup.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.backup.engine.ledger.LedgerEngine;
import io.orchestratex.backup.engine.notebook.NotebookEngine;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.contracts.TargetEvent;
import io.orchestratex.kit.readiness.StoreReady;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.kit.target.AddedTarget;
import io.orchestratex.kit.target.AddedTargetStore;
import io.orchestratex.kit.target.TargetOwner;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {

  private static final String URI = "ledger://ann:hidden@localhost/tmp";
  private static final String NOTES = "notebook://ann:hidden@localhost/tmp";

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

  /** Keeps what people added in memory; no test here changes it by the interface. */
  private static final class AddedRows implements AddedTargetStore {
    private final List<AddedTarget> rows = new ArrayList<>();

    @Override
    public List<AddedTarget> all() {
      return List.copyOf(rows);
    }

    @Override
    public Optional<AddedTarget> find(String id) {
      return rows.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    @Override
    public boolean insert(AddedTarget target, TargetEvent event) {
      return rows.add(target);
    }

    @Override
    public boolean replace(AddedTarget target, TargetEvent event) {
      return delete(target.id(), event) && rows.add(target);
    }

    @Override
    public boolean delete(String id, TargetEvent event) {
      return rows.removeIf(each -> each.id().equals(id));
    }
  }

  @TempDir private static Path folder;

  private static Targets targets(TargetStore store, TargetSettings... settings) {
    return targets(store, new AddedRows(), "a.key", settings);
  }

  private static Targets targets(
      TargetStore store, AddedTargetStore added, String key, TargetSettings... settings) {
    return new Targets(
        store,
        added,
        seal(key),
        new Engines(List.of(new LedgerEngine(), new NotebookEngine())),
        List.of(settings),
        new TargetListSettings(Duration.ofSeconds(1)),
        Clock.systemUTC());
  }

  private static TargetSeal seal(String key) {
    return new TargetSeal(new KeyRing(folder.resolve(key)));
  }

  private static AddedTarget added(String id, String key) {
    TargetOwner.Sealed sealed = seal(key).seal(id, new Secret(URI));
    Instant now = Instant.EPOCH;
    return new AddedTarget(
        id, "ledger", "localhost", Map.of(), sealed.secret(), sealed.key(), 1, "ann", now, now);
  }

  @Test
  void whatPeopleAddComesBesideTheSettingsWhichCount() {
    AddedRows rows = new AddedRows();
    rows.rows.add(added("north", "a.key"));
    rows.rows.add(added("west", "a.key"));
    Targets targets = targets(new Rows(), rows, "a.key", settings("north", "notebook", NOTES));
    assertThat(targets.all()).hasSize(1);

    targets.refresh();
    assertThat(targets.all())
        .extracting(each -> each.target().id(), each -> each.target().engine())
        .containsExactly(tuple("north", "notebook"), tuple("west", "ledger"));
    assertThat(targets.get("west").access().uri().reveal()).isEqualTo(URI);
    assertThat(targets.get("west").toString()).doesNotContain("hidden");
  }

  @Test
  void aSecretThatCannotBeOpenedIsSaidAndTakesNoOtherTargetWithIt() {
    AddedRows rows = new AddedRows();
    rows.rows.add(added("lost", "another.key"));
    AddedTarget moved = added("west", "a.key");
    rows.rows.add(added("east", "a.key"));
    rows.rows.add(
        new AddedTarget(
            "moved",
            "ledger",
            "localhost",
            Map.of(),
            moved.secret(),
            moved.secretKey(),
            1,
            "ann",
            Instant.EPOCH,
            Instant.EPOCH));
    Targets targets = targets(new Rows(), rows, "a.key");
    targets.refresh();

    assertThat(targets.get("east").access().uri().reveal()).isEqualTo(URI);
    for (String id : List.of("lost", "moved")) {
      assertThatThrownBy(() -> targets.get(id).access())
          .isInstanceOf(EngineException.class)
          .hasMessageContaining(id)
          .hasMessageContaining("orchestratex.backup.key.old-files");
    }
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
