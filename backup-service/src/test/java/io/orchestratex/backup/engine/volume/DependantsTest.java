package io.orchestratex.backup.engine.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.AccessMode;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Fence;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.LongRunning;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers are stopped for a volume, and started again whatever happens; needs Docker. */
@LongRunning("each test makes and starts containers, a second each")
class DependantsTest {

  private static final String PROJECT = "com.docker.compose.project";
  private static final String SERVICE = "com.docker.compose.service";
  private static final String DEPENDS_ON = "com.docker.compose.depends_on";

  private final JournalInMemory journal = new JournalInMemory();
  private final SampleDocker docker = new SampleDocker();
  private final VolumeEngine engine = VolumeEngineTest.engine("*", journal);
  private final ByteArrayOutputStream dumped = new ByteArrayOutputStream();
  private String volume = "";

  @BeforeEach
  void fill() {
    volume = docker.volume(Map.of("kept", "label"));
    docker.run(volume, "mkdir f; echo one > f/file");
  }

  @AfterEach
  void close() {
    docker.close();
  }

  private EngineAccess access() {
    return new EngineAccess("files", new Secret("volume://" + volume));
  }

  private Dump dump() throws IOException {
    return dump(_ -> dumped);
  }

  private Dump dump(DumpTarget target) throws IOException {
    return engine.dump(access(), target, ProgressMonitor.NONE);
  }

  /** Does something when the first bytes of the volume arrive. */
  private static DumpTarget whileRead(Fence.Write action) {
    return _ ->
        new OutputStream() {
          private boolean done;

          @Override
          public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!done) {
              done = true;
              action.run();
            }
          }
        };
  }

  private static void refused(ThrowingCallable call, String code, String... said) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EngineException.class, fault -> assertThat(fault.code()).isEqualTo(code))
        .hasMessageContainingAll(said);
  }

  private static Map<String, String> service(String name, String needs) {
    return Map.of(PROJECT, "shop", SERVICE, name, DEPENDS_ON, needs);
  }

  @Test
  void writersStopInOrderAndOnlyThoseThatRanAreStarted() throws IOException {
    String image = docker.image("app");
    String store = docker.container(image, volume, AccessMode.rw, service("store", ""));
    String app =
        docker.container(
            image, volume, AccessMode.rw, service("app", "store:service_started:true"));
    String reader = docker.container(image, volume, AccessMode.ro, Map.of());
    String idle = docker.writer(volume);
    docker.docker().stop(idle, "idle", Duration.ofSeconds(1));
    String readerStarted = docker.startedAt(reader);
    boolean[] stopped = new boolean[1];

    Dump dump =
        dump(
            whileRead(() -> {
              stopped[0] = !docker.runs(store) && !docker.runs(app) && docker.runs(reader);
              assertThat(journal.entries).hasSize(3);
            }));

    assertThat(stopped[0]).isTrue();
    assertThat(docker.runs(store) && docker.runs(app)).isTrue();
    assertThat(docker.finishedAt(app)).isLessThan(docker.finishedAt(store));
    assertThat(docker.startedAt(store)).isLessThan(docker.startedAt(app));
    assertThat(docker.runs(idle)).isFalse();
    assertThat(docker.startedAt(reader)).isEqualTo(readerStarted);
    assertThat(journal.entries).isEmpty();
    assertThat(dump.point()).doesNotContain("not one moment");
  }

  @Test
  void aContainerIsStartedAgainAfterAFailure() {
    String writer = docker.writer(volume);

    assertThatThrownBy(() ->
            dump(
                whileRead(() -> {
                  throw new IOException("the disk of the vault is full");
                })))
        .hasMessageContaining("is full");

    assertThat(docker.runs(writer)).isTrue();
    assertThat(journal.entries).isEmpty();
  }

  /** The worker stops it and is never heard of again. */
  @Test
  void whatADeadWorkerLeftIsTakenBackByAnother() {
    String writer = docker.writer(volume);
    DockerWork killed = new DockerWork(docker.docker(), journal);
    String helper = HelperContainer.of(killed, volume, volume, false);
    killed.stop(Dependants.of(docker.docker(), volume).writers(), Duration.ofSeconds(1));
    assertThat(docker.runs(writer)).isFalse();

    new AbandonedWork(journal).takeBack(Duration.ZERO);

    assertThat(docker.runs(writer)).isTrue();
    assertThat(docker.docker().container(helper)).isEmpty();
    assertThat(journal.entries).isEmpty();
    new AbandonedWork(journal).takeBack(Duration.ZERO);
    killed.close();
    assertThat(docker.runs(writer)).isTrue();
  }

  /** It was noted, and the worker died before it stopped anything; one is gone by now. */
  @Test
  void whatWasOnlyNotedIsNoFault() {
    String writer = docker.writer(volume);
    journal.entries.add(entry("a", writer));
    journal.entries.add(entry("b", "0123456789abcdef"));

    new AbandonedWork(journal).takeBack(Duration.ZERO);

    assertThat(docker.runs(writer)).isTrue();
    assertThat(journal.entries).isEmpty();
  }

  private static WorkJournal.Entry entry(String id, String container) {
    return new WorkJournal.Entry(
        id, SampleDocker.ADDRESS, WorkJournal.Kind.STOPPED, container, container, 0, "w");
  }

  @Test
  void aContainerThatRestartsMeanwhileIsNoticed() {
    String writer = docker.writer(volume);

    refused(
        () -> dump(whileRead(() -> docker.docker().start(writer, "writer"))),
        "backup.volume-in-use",
        "was started with volume " + volume,
        "no backup was taken");

    assertThat(docker.runs(writer)).isTrue();
    assertThat(journal.entries).isEmpty();
  }

  @Test
  void soIsOneThatHasEndedBeforeTheReadingDid() {
    refused(
        () -> dump(whileRead(() -> docker.run(volume, "echo two > f/file"))),
        "backup.volume-in-use",
        "was started with volume " + volume);
  }

  @Test
  void theVolumeOfADatabaseIsRefusedUnlessItsContainerIsStopped() throws IOException {
    String server = docker.container(docker.image("postgres"), volume, AccessMode.rw, Map.of());
    refused(this::dump, "backup.volume-of-database", "PostgreSQL", "postgresql://", "docker stop");
    assertThat(docker.runs(server)).as("it was left alone").isTrue();
    assertThat(engine.test(access()).passed()).isFalse();

    docker.docker().stop(server, "server", Duration.ofSeconds(1));
    assertThat(dump().files()).hasSize(1);
    assertThat(docker.runs(server)).isFalse();

    docker.run(volume, "echo x > WiredTiger");
    String other = docker.writer(volume);
    String started = docker.startedAt(other);
    refused(this::dump, "backup.volume-of-database", "MongoDB", "WiredTiger", "mongodb://");
    assertThat(docker.startedAt(other)).isEqualTo(started);
  }

  @Test
  void aContainerThatWouldNotComeBackIsNotStopped() {
    String passing = docker.container(docker.image("app"), volume, AccessMode.rw, Map.of(), true);
    refused(this::dump, "backup.volume-in-use", "Nothing was stopped", "--rm", "stop=none");
    assertThat(docker.runs(passing)).isTrue();
    docker.docker().stop(passing, "passing", Duration.ofSeconds(1));

    String writer = docker.writer(volume);
    docker.docker().client().pauseContainerCmd(writer).exec();
    refused(this::dump, "backup.volume-in-use", "is paused");
    docker.docker().client().unpauseContainerCmd(writer).exec();

    String task =
        docker.container(
            docker.image("app"), volume, AccessMode.rw, Map.of("com.docker.swarm.task.id", "1"));
    refused(this::dump, "backup.volume-in-use", "swarm");
    assertThat(docker.runs(task) && docker.runs(writer)).isTrue();
  }

  @Test
  void aVolumeThatIsGoneIsNamedAndComesBackWithItsLabels() throws IOException {
    Dump dump = dump();
    docker.docker().removeVolume(volume);
    refused(this::dump, EngineException.UNREACHABLE, "There is no volume " + volume);
    assertThat(engine.describe(access()).databases()).isEmpty();
    assertThat(engine.safetyDump(access(), _ -> dumped, ProgressMonitor.NONE).files()).isEmpty();

    RestoreScope scope = scope(dump, "20010101_000040");
    assertThat(engine.plan(scope).obstacles()).isEmpty();
    WayOfEngine way = way(scope);
    way.prepare();
    way.apply();
    way.cleanUp();

    assertThat(docker.run(volume, "cat f/file")).isEqualTo("one\n");
    assertThat(docker.docker().volume(volume).orElseThrow().getLabels())
        .containsEntry("kept", "label");
  }

  @Test
  void aRestoreStopsEveryContainerForTheSwapOnly() throws IOException {
    Dump dump = dump();
    docker.run(volume, "echo two > f/file");
    String writer = docker.writer(volume);
    String reader = docker.container(docker.image("app"), volume, AccessMode.ro, Map.of());
    String before = docker.startedAt(reader);
    RestoreScope scope = scope(dump, "20010101_000041");
    assertThat(engine.plan(scope).warnings()).anyMatch(each -> each.contains("is stopped for the"));
    WayOfEngine way = way(scope);

    way.prepare();
    assertThat(docker.startedAt(reader)).isEqualTo(before);
    way.apply();

    assertThat(docker.runs(writer) && docker.runs(reader)).isTrue();
    assertThat(docker.startedAt(reader)).isNotEqualTo(before);
    assertThat(docker.run(volume, "cat f/file")).isEqualTo("one\n");
    way.undo();
    assertThat(docker.run(volume, "cat f/file")).isEqualTo("two\n");
    assertThat(docker.runs(writer)).isTrue();
    way.cleanUp();
    assertThat(journal.entries).isEmpty();
  }

  /** As a kill between the two renames leaves it. */
  @Test
  void aSwapThatWasKilledHalfWayIsDoneOrUndone() throws IOException {
    Dump dump = dump();
    docker.run(volume, "echo two > f/file");
    for (boolean goesOn : new boolean[] {true, false}) {
      RestoreScope scope = scope(dump, goesOn ? "20010101_000043" : "20010101_000042");
      WayOfEngine way = way(scope);
      way.prepare();
      String old = way.moves().getFirst().get("old");
      docker.docker().makeVolume(old, Map.of());
      docker.runAtRoot(volume, "rmdir %s/_data; mv %s/_data %s/_data".formatted(old, volume, old));
      if (goesOn) {
        way.undo();
        assertThat(docker.run(volume, "cat f/file")).isEqualTo("two\n");
      } else {
        way.apply();
        assertThat(docker.run(volume, "cat f/file")).isEqualTo("one\n");
      }
      way.cleanUp();
    }
  }

  @Test
  void whatADatabaseUsesIsNotReplaced() throws IOException {
    Dump dump = dump();
    RestoreScope scope = scope(dump, "20010101_000044");
    WayOfEngine way = way(scope);
    way.prepare();
    String server = docker.container(docker.image("redis"), volume, AccessMode.rw, Map.of());

    assertThat(engine.plan(scope).obstacles()).anyMatch(each -> each.contains("Redis server"));
    refused(way::apply, "restore.volume-in-use", "Redis server");
    way.undo();
    way.cleanUp();
    assertThat(docker.runs(server)).isTrue();
  }

  @Test
  void aBackupOfAnotherVolumeNeedsItsName() throws IOException {
    Dump dump = dump();
    String other = docker.volume(Map.of());
    RestoreScope scope =
        new RestoreScope(
            "plan",
            1,
            new EngineAccess("other", new Secret("volume://" + other)),
            Selection.ALL,
            dump.files());

    assertThat(engine.plan(scope).obstacles())
        .singleElement()
        .asString()
        .contains("--as %s=%s".formatted(volume, other));
  }

  private RestoreScope scope(Dump dump, String id) {
    return new RestoreScope(id, 1, access(), Selection.ALL, dump.files());
  }

  private WayOfEngine way(RestoreScope scope) {
    byte[] content = dumped.toByteArray();
    return new WayOfEngine(engine, _ -> new ByteArrayInputStream(content), scope);
  }
}
