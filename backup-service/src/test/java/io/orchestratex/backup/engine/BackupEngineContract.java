package io.orchestratex.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.settings.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine owes; a subclass per engine brings the server and its kind of data. */
public abstract class BackupEngineContract {

  private final Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();

  protected abstract BackupEngine engine();

  protected abstract Secret uri();

  /** An empty database that only this test uses. */
  protected abstract String freshDatabase();

  /** Fills it with every kind of value, an empty object, odd names, large records, indexes. */
  protected abstract void fill(String database);

  /** Changes, removes and adds records, and an index. */
  protected abstract void damage(String database);

  /** Everything that the database holds and how, as text, for comparison. */
  protected abstract String picture(String database);

  /** Adds a pair of records, one to each of two objects, at once. */
  protected abstract void writePair(String database, int number);

  /** The names of the two objects that pairs go to. */
  protected abstract List<String> pairObjects(String database);

  protected String database = "";

  protected EngineAccess access() {
    return new EngineAccess(engine().name(), uri());
  }

  @BeforeEach
  void makeDatabase() {
    database = freshDatabase();
    fill(database);
  }

  protected Dump dump() throws IOException {
    return engine().dump(access(), this::begin, ProgressMonitor.NONE);
  }

  private OutputStream begin(String scope) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    files.put(scope, file);
    return file;
  }

  protected byte[] bytes(String scope) {
    return java.util.Objects.requireNonNull(files.get(scope)).toByteArray();
  }

  protected DumpSource source() {
    return scope -> new ByteArrayInputStream(bytes(scope));
  }

  protected RestoreScope scope(Dump dump, String id) {
    return scope(dump, id, 1);
  }

  private RestoreScope scope(Dump dump, String id, int attempt) {
    return new RestoreScope(
        id, attempt, access(), new Selection(List.of(database), List.of()), dump.files());
  }

  private void cleanUp(RestoreScope scope) {
    engine().leftovers(scope).forEach(each -> engine().remove(scope, each));
    assertThat(engine().leftovers(scope)).isEmpty();
  }

  private static List<ObjectFact> facts(Dump dump) {
    return dump.files().stream().flatMap(file -> file.objects().stream()).toList();
  }

  @Test
  void whatItReadsBackIsWhatItWrote() throws IOException {
    Dump dump = dump();

    for (DumpedFile file : dump.files()) {
      List<ObjectFact> read =
          engine().read(new ByteArrayInputStream(bytes(file.scope())), ProgressMonitor.NONE);
      assertThat(read).containsExactlyInAnyOrderElementsOf(file.objects());
    }
  }

  @Test
  void aRoundTripIsExact() throws IOException {
    String before = picture(database);
    Dump dump = dump();
    damage(database);
    assertThat(picture(database)).isNotEqualTo(before);

    RestoreScope scope = scope(dump, "20010101_000001");
    List<Expiry> held = engine().load(scope, source(), ProgressMonitor.NONE);
    List<ObjectFact> measured = engine().measure(scope, ProgressMonitor.NONE);
    List<SwapStep> steps = engine().swaps(scope);
    assertThat(picture(database)).as("nothing live is touched yet").isNotEqualTo(before);
    steps.forEach(step -> engine().swap(scope, step));
    cleanUp(scope);

    for (int time = 0; time < 2; time++) { // It bears repetition.
      held.forEach(rule -> engine().enforce(scope, rule));
    }

    List<ObjectFact> expected =
        facts(dump).stream().filter(f -> f.name().startsWith(database + ".")).toList();
    assertThat(measured).containsAll(expected).hasSize(expected.size());
    assertThat(steps).allMatch(step -> engine().inPlace(scope, step));
    assertThat(picture(database)).isEqualTo(before);
  }

  @Test
  void everyMoveCanBeRepeatedAndUndone() throws IOException {
    Dump dump = dump();
    damage(database);
    String damaged = picture(database);
    RestoreScope scope = scope(dump, "20010101_000002");
    engine().load(scope, source(), ProgressMonitor.NONE);
    List<SwapStep> steps = engine().swaps(scope);

    for (SwapStep step : steps) {
      engine().swap(scope, step);
      engine().swap(scope, step);
    }
    for (SwapStep step : steps.reversed()) {
      engine().unswap(scope, step);
      engine().unswap(scope, step);
    }
    cleanUp(scope);

    assertThat(picture(database)).isEqualTo(damaged);
  }

  @Test
  void undoingWhatWasNotBegunChangesNothing() throws IOException {
    Dump dump = dump();
    String before = picture(database);
    RestoreScope scope = scope(dump, "20010101_000003");
    engine().load(scope, source(), ProgressMonitor.NONE);

    engine().swaps(scope).forEach(step -> engine().unswap(scope, step));
    cleanUp(scope);

    assertThat(picture(database)).isEqualTo(before);
  }

  @Test
  void attemptsLoadApartAndAreCleanedUpTogether() throws IOException {
    Dump dump = dump();
    RestoreScope first = scope(dump, "20010101_000004", 1);
    RestoreScope second = scope(dump, "20010101_000004", 2);
    engine().load(second, source(), ProgressMonitor.NONE);
    List<ObjectFact> loaded = engine().measure(second, ProgressMonitor.NONE);
    List<SwapStep> steps = engine().swaps(second);

    // The first worker was asleep, was given up, and goes on where it was.
    engine().load(first, source(), ProgressMonitor.NONE);

    assertThat(engine().measure(second, ProgressMonitor.NONE)).isEqualTo(loaded);
    assertThat(engine().swaps(second)).as("the same things, by their ids").isEqualTo(steps);
    assertThat(engine().restoresWithLeftovers(access())).contains("20010101_000004");
    cleanUp(first);
    assertThat(engine().leftovers(second)).isEmpty();
    assertThat(engine().restoresWithLeftovers(access())).doesNotContain("20010101_000004");
  }

  @Test
  void onlyWhatARestoreMadeIsRemoved() throws IOException {
    RestoreScope scope = scope(dump(), "20010101_000005");
    for (String foreign : List.of(database, database + ".left", "ox_restore_20010101_000006_1_1")) {
      assertThatThrownBy(() -> engine().remove(scope, foreign))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aCutDumpIsNotRead() throws IOException {
    Dump dump = dump();
    String scope = dump.files().getFirst().scope();
    byte[] whole = bytes(scope);
    for (int kept : new int[] {0, 3, 20, whole.length / 2, whole.length - 1}) {
      byte[] cut = Arrays.copyOf(whole, kept);
      assertThatThrownBy(() -> engine().read(new ByteArrayInputStream(cut), ProgressMonitor.NONE))
          .as("%d of %d bytes", kept, whole.length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void showsOneMomentWhileOthersWrite() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<?> writer =
          threads.submit(() -> {
            for (int i = 1_000; !stop.get(); i++) {
              writePair(database, i);
            }
          });
      try {
        for (int round = 0; round < 3; round++) {
          Map<String, Long> counts = new LinkedHashMap<>();
          facts(dump()).forEach(fact -> counts.put(fact.name(), fact.count()));
          List<String> pair = pairObjects(database);
          assertThat(counts.get(pair.getFirst())).isEqualTo(counts.get(pair.getLast()));
        }
      } finally {
        stop.set(true);
      }
      writer.get();
    }
  }

  @Test
  void thePlanTellsWhatWouldHappen() throws IOException {
    Dump dump = dump();
    List<PlannedObject> plan = engine().plan(scope(dump, "plan"));

    assertThat(plan)
        .isNotEmpty()
        .allMatch(o ->
            o.action() == PlannedObject.Action.REPLACE || o.action() == PlannedObject.Action.SKIP);
    assertThat(plan).allMatch(o -> java.util.Objects.equals(o.currentCount(), o.backupCount()));
  }

  @Test
  void aServerThatIsNotThereIsNamedWithoutThePassword() {
    EngineAccess nowhere =
        new EngineAccess(
            "x", new Secret(uri().reveal().replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:1")));

    assertThatThrownBy(() -> engine().describe(nowhere))
        .isInstanceOf(EngineException.class)
        .hasMessageNotContaining(uri().reveal().split("[:@]", -1)[2]);
  }
}
