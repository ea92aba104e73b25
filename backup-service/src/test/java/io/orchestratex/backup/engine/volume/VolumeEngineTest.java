package io.orchestratex.backup.engine.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.BackupEngineContract;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.MalformedDumpException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.LongRunning;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each engine owes, of a volume whose containers go on; needs Docker. */
@LongRunning("each test makes and starts containers, a second each")
class VolumeEngineTest extends BackupEngineContract {

  private final JournalInMemory journal = new JournalInMemory();
  private final SampleDocker docker = new SampleDocker();
  private final VolumeEngine engine = engine("oxtest*", journal);

  static VolumeEngine engine(@Nullable String names, WorkJournal journal) {
    return new VolumeEngine(
        new VolumeSettings(SampleDocker.ADDRESS, names, null, Duration.ofSeconds(1)),
        journal,
        InstantSource.system());
  }

  @AfterEach
  void leavesNothing() {
    try {
      assertThat(journal.entries).isEmpty();
    } finally {
      docker.docker().removeVolume(database + "c");
      docker.close();
    }
  }

  @Override
  protected BackupEngine engine() {
    return engine;
  }

  @Override
  protected Secret uri() {
    return new Secret("volume://" + database + "?stop=none");
  }

  @Override
  protected Secret unreachable() {
    return new Secret("volume://somebodys-else");
  }

  @Override
  protected String password() {
    return "a volume has no password";
  }

  @Override
  protected boolean hasSnapshots() {
    return false;
  }

  @Override
  protected String freshDatabase() {
    return docker.volume(Map.of("kept", "label"));
  }

  @Override
  protected void fill(String volume) {
    docker.fill(volume);
  }

  @Override
  protected void damage(String volume) {
    docker.run(
        volume, "rm -r 'a folder' large pipe; mkdir new; echo new > new/file; chmod 700 empty");
  }

  @Override
  protected String picture(String volume) {
    return docker.picture(volume);
  }

  @Override
  protected void writePair(String volume, int number) {
    docker.run(volume, "echo 1 > lefts/%d; echo 1 > rights/%d".formatted(number, number));
  }

  @Override
  protected List<String> pairObjects(String volume) {
    return List.of(volume + ".lefts", volume + ".rights");
  }

  @Test
  void aBackupIsOneTarWithAnObjectPerFolder() throws IOException {
    Dump dump = dump();

    assertThat(dump.files().getFirst().objects())
        .extracting(ObjectFact::name)
        .contains(
            database + ".(top)",
            database + ".a folder",
            database + ".empty",
            database + ".Grüße 𝄞");
    assertThat(dump.files().getFirst().attributes())
        .containsEntry("driver", "local")
        .containsEntry("label.kept", "label");
    assertThat(dump.leftOut())
        .extracting(LeftOut::kind)
        .containsExactly("extended attributes", "moment");
    assertThat(dump.point()).endsWith("not one moment");
  }

  /** As the runbook says. */
  @Test
  void stockTarPutsAnExportBack() throws IOException {
    String before = picture(database);
    dump();
    String tar = docker.volume(Map.of());
    String helper;
    try (DockerWork work = new DockerWork(docker.docker(), journal)) {
      helper = HelperContainer.of(work, tar, database, true);
      HelperContainer.unpack(docker.docker(), helper, new ByteArrayInputStream(bytes(database)));
    }
    assertThat(picture(tar)).as("docker cp - CONTAINER:/folder").isEqualTo(before);
  }

  @Test
  void aCutOrChangedTarIsNoDump() throws IOException {
    dump();
    byte[] whole = bytes(database);
    for (int length : new int[] {0, 300, 512, whole.length / 2, whole.length - 1024}) {
      assertThatThrownBy(() -> read(Arrays.copyOf(whole, length)))
          .as("cut to %d", length)
          .isInstanceOf(IOException.class);
    }
    byte[] two = Arrays.copyOf(whole, 2 * whole.length);
    assertThat(read(Arrays.copyOf(whole, whole.length + 4096))).isNotEmpty();
    two[0] ^= 1;
    assertThatThrownBy(() -> read(two)).isInstanceOf(IOException.class);
    assertThat(new MalformedDumpException("x")).isInstanceOf(IOException.class);
  }

  private List<ObjectFact> read(byte[] tar) throws IOException {
    return engine.read(new ByteArrayInputStream(tar), ProgressMonitor.NONE);
  }

  @Test
  void aDockerThatDoesNotAnswerIsNamedAndWorthAnotherTry() {
    VolumeEngine nowhere =
        new VolumeEngine(
            new VolumeSettings("unix:///nowhere/docker.sock", "*", null, Duration.ofSeconds(1)),
            journal,
            InstantSource.system());
    assertThatThrownBy(() -> nowhere.describe(access()))
        .isInstanceOfSatisfying(
            EngineException.class, fault -> assertThat(fault.isPassing()).isTrue())
        .hasMessageContaining("/nowhere/docker.sock");
    assertThat(nowhere.test(access()).passed()).isFalse();
    assertThat(engine.test(access()).passed()).isTrue();
  }
}
