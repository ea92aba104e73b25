package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.job.Job;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Restores of damaged sample data by a service whose steps are watched: a test says what happens at
 * which point of a job.
 */
final class WatchedRestores implements AutoCloseable {

  final SampleData data = new SampleData();
  final RunningBackupService service;

  /** Of the data before it was damaged. */
  final String backup;

  /** All that is live, and damaged, as each test finds and leaves it. */
  final String damaged;

  private final Map<String, Runnable> reactions = new ConcurrentHashMap<>();

  WatchedRestores(Path folder) {
    service = new RunningBackupService("rollback", folder, data.database);
    ObserverRelay.watching = this::reached;
    backup = service.backedUp("{}").get("id").asText();
    data.damage();
    damaged = data.picture();
  }

  /** Once, when a job of a kind comes to a point: {@code kind:point}. */
  void at(String point, Runnable reaction) {
    reactions.put(point, reaction);
  }

  void assertAllReached() {
    assertThat(reactions).as("points that were not reached").isEmpty();
  }

  @Override
  public void close() {
    ObserverRelay.watching = (job, point) -> {};
    service.close();
    data.close();
  }

  private void reached(Job job, String point) {
    Runnable reaction = reactions.remove(job.kind() + ":" + point);
    if (reaction != null) {
      try {
        reaction.run();
      } catch (Killed e) {
        service.leaseOfKilledRunsOut(job);
        throw e;
      }
    }
  }

  JsonNode restored() {
    return service.restored("{\"backup\":\"" + backup + "\"}");
  }

  void assertAsBefore(JsonNode restore, String state, String reason) {
    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo(state);
    assertThat(restore.get("failure").asText()).contains(reason);
    assertThat(data.picture()).as("counts and hashes of all that is live").isEqualTo(damaged);
    assertThat(data.leftovers()).isEmpty();
    assertThat(
            data.one(
                "SELECT count(*) FROM pg_database WHERE datname LIKE 'ox\\_%"
                    + restore.get("id").asText()
                    + "%'"))
        .isEqualTo("0");
    assertThat(
            data.one(
                "SELECT datconnlimit FROM pg_database WHERE datname = '" + data.database + "'"))
        .as("everybody gets in")
        .isEqualTo("-1");
  }

  String beside() {
    for (String name : data.mongo().listCollectionNames()) {
      if (name.startsWith("ox_restore_")
          && data.mongo().getCollection(name).countDocuments() > 1_000) {
        return name;
      }
    }
    throw new AssertionError("nothing is loaded beside");
  }

  String temporaryDatabase(String like) {
    return data.one(
        "SELECT datname FROM pg_database WHERE datname LIKE '"
            + like
            + "' ORDER BY datname DESC LIMIT 1");
  }

  /** The end of a worker. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }
}
