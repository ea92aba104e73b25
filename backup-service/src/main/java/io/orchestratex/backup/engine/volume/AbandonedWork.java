package io.orchestratex.backup.engine.volume;

import io.micronaut.context.annotation.Context;
import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.engine.volume.WorkJournal.Entry;
import io.orchestratex.kit.background.BackgroundThread;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts containers that a worker has stopped before it died, and removes its helpers. Each replica
 * looks for them from its start on; an entry is given to one.
 */
@Context
final class AbandonedWork {

  private static final Logger LOG = LoggerFactory.getLogger(AbandonedWork.class);

  private final WorkJournal journal;
  private final String worker = UUID.randomUUID().toString();
  private final BackgroundThread rounds;

  AbandonedWork(WorkJournal journal) {
    this.journal = journal;
    this.rounds =
        BackgroundThread.ofRounds(
            Thread.ofVirtual().name("abandoned-docker-work"),
            Duration.ofSeconds(5),
            () -> takeBack(DockerWork.SILENCE),
            fault -> LOG.atWarn().log("a container is not as it was before: {}", fault));
  }

  @EventListener
  void onStoreReady(StoreReady ready) {
    rounds.start();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    rounds.interrupt();
  }

  void takeBack(Duration silence) {
    List<Entry> entries = DockerWork.ordered(journal.takeOver(worker, silence));
    RuntimeException failure = null;
    for (Entry each : entries) {
      try (Docker docker = new Docker(each.docker())) {
        DockerWork.takeBack(docker, each);
        journal.takenBack(each.id());
        LOG.atWarn()
            .addKeyValue("container", each.name())
            .log("a worker died before it could take this back: {}", each.kind());
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
