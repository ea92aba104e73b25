package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.RunningBackupService.Target;
import io.orchestratex.backup.engine.volume.SampleDocker;
import io.orchestratex.backup.job.Job;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.LongRunning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A Docker volume from its backup to its restore, through the service; needs Docker. */
@LongRunning("restores a volume at each phase that a worker dies in")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VolumeJourneyTest {

  @TempDir static Path folder;
  private final SampleDocker docker = new SampleDocker();
  private String volume = "";
  private RunningBackupService service;
  private volatile String killAt = "";

  @BeforeAll
  void start() {
    volume = docker.volume(Map.of());
    service =
        new RunningBackupService(
            "volume",
            folder,
            List.of(new Target("files", "volume", "volume://" + volume)),
            Map.of(
                "orchestratex.backup.volume.names", "oxtest*",
                "orchestratex.backup.volume.stop-within", "1s"));
    ObserverRelay.watching = this::reached;
  }

  @AfterAll
  void stop() {
    ObserverRelay.watching = (job, point) -> {};
    service.close();
    docker.close();
  }

  private void reached(Job job, String point) {
    if (point.equals(killAt)) {
      killAt = "";
      service.leaseOfKilledRunsOut(job);
      throw new SampleTargets.Killed();
    }
  }

  /** Only an admin may: the files may hold keys. */
  private JsonNode restored(String body) {
    String confirmation = service.confirmation(body);
    Answer operator = service.post("/api/v1/restores", confirmation);
    assertThat(operator.status()).as("%s", operator.body()).isEqualTo(403);
    assertThat(operator.body().get("code").asText()).isEqualTo("restore.admin-only");
    Answer admin = service.call("POST", "/api/v1/restores", confirmation, Role.ADMIN);
    assertThat(admin.status()).as("%s", admin.body()).isEqualTo(202);
    return service.ended("/api/v1/restores/" + admin.body().get("id").asText());
  }

  private String works() {
    return service.one("SELECT count(*) FROM docker_work");
  }

  @Test
  void aVolumeComesBackWhereverTheWorkerDies() {
    docker.fill(volume);
    String writer = docker.writer(volume);
    String before = docker.picture(volume);
    String backup = service.backedUp("{\"targets\":[\"files\"]}").get("id").asText();
    assertThat(docker.runs(writer)).isTrue();
    for (String point : List.of("loaded:files", "swapping", "applied:swap " + volume, "in_place")) {
      docker.run(volume, "rm -r 'a folder'; echo changed > large");
      killAt = point;

      JsonNode restore = restored("{\"backup\":\"" + backup + "\"}");

      assertThat(killAt).as("reached").isEmpty();
      assertThat(restore.get("state").asText()).as("%s %s", point, restore).isEqualTo("succeeded");
      assertThat(docker.picture(volume)).as(point).isEqualTo(before);
      assertThat(docker.runs(writer)).as(point).isTrue();
      assertThat(works()).as(point).isEqualTo("0");
    }
  }

  @Test
  void aVolumeIsRestoredUnderAnotherName() {
    docker.run(volume, "echo one > one");
    String before = docker.picture(volume);
    String backup = service.backedUp("{\"targets\":[\"files\"]}").get("id").asText();
    String copy = docker.name();
    Answer export =
        service.call(
            "GET", "/api/v1/backups/" + backup + "/export?target=files", null, Role.OPERATOR);
    assertThat(export.body().get("code").asText()).isEqualTo("backup.admin-only");

    JsonNode restore =
        restored(
            "{\"backup\":\"%s\",\"targets\":[\"files\"],\"as\":{\"%s\":\"%s\"}}"
                .formatted(backup, volume, copy));

    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(docker.picture(copy)).isEqualTo(before);
    assertThat(docker.picture(volume)).isEqualTo(before);
  }

  /** As a service that is killed between stop and start leaves it: another one finds the row. */
  @Test
  void aContainerThatADeadServiceStoppedIsStarted() {
    String own = docker.volume(Map.of());
    String writer = docker.writer(own);
    docker.stop(writer);
    service.sql(
        """
        INSERT INTO docker_work (id, docker, kind, container, name, position, worker, heard_at)
        VALUES ('1', '%s', 'STOPPED', '%s', 'app', 0, 'dead', now() - interval '1 minute'),
          ('2', '%s', 'STOPPED', '%s', 'app', 0, 'alive', now() + interval '1 hour')\
        """
            .formatted(SampleDocker.ADDRESS, writer, SampleDocker.ADDRESS, writer));

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> docker.runs(writer) && works().equals("1"));

    service.sql("DELETE FROM docker_work");
  }
}
