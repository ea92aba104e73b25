package io.orchestratex.backup.engine.volume;

import io.orchestratex.backup.engine.volume.WorkJournal.Entry;
import io.orchestratex.backup.engine.volume.WorkJournal.Kind;
import io.orchestratex.kit.background.BackgroundThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A piece of work on a Docker engine that stops containers and makes helpers. Each is noted in the
 * journal before; all are taken back when it is closed, and by {@link AbandonedWork} where it never
 * is. Not thread safe.
 */
final class DockerWork implements AutoCloseable {

  /** How long a worker is silent before others take back what it has changed. */
  static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(DockerWork.class);

  private final Docker docker;
  private final WorkJournal journal;
  private final String worker = UUID.randomUUID().toString();
  private final BackgroundThread heartbeat;
  private final List<Entry> entries = new ArrayList<>();

  DockerWork(Docker docker, WorkJournal journal) {
    this.docker = docker;
    this.journal = journal;
    this.heartbeat =
        BackgroundThread.ofRounds(
            Thread.ofVirtual().name("docker-work"),
            SILENCE.dividedBy(6),
            () -> journal.heard(worker),
            fault -> LOG.atWarn().log("a worker on Docker could not say that it lives: {}", fault));
  }

  Docker docker() {
    return docker;
  }

  private void note(List<Entry> noted) {
    journal.note(noted);
    entries.addAll(noted);
    heartbeat.start();
  }

  private Entry entry(Kind kind, String container, String name, int after) {
    return new Entry(
        UUID.randomUUID().toString(),
        docker.address(),
        kind,
        container,
        name,
        entries.size() + after,
        worker);
  }

  /**
   * Stops containers, one after the other in this order; all are in the journal before the first.
   */
  void stop(List<VolumeUser> inOrder, Duration within) {
    List<Entry> noted = new ArrayList<>();
    for (VolumeUser each : inOrder) {
      noted.add(entry(Kind.STOPPED, each.id(), each.name(), noted.size()));
    }
    if (noted.isEmpty()) {
      return;
    }
    note(noted);
    for (VolumeUser each : inOrder) {
      LOG.atInfo().addKeyValue("container", each.name()).log("container is stopped for a volume");
      docker.stop(each.id(), each.name(), within);
    }
  }

  /** The name that a helper gets, which is in the journal now. */
  String nameOfHelper() {
    String name = HelperContainer.PREFIX + UUID.randomUUID();
    note(List.of(entry(Kind.HELPER, name, name, 0)));
    return name;
  }

  @Override
  public void close() {
    try {
      for (Entry each : entries.reversed()) {
        takeBack(each);
      }
    } finally {
      end(heartbeat);
    }
  }

  private void takeBack(Entry each) {
    try {
      takeBack(docker, each);
      journal.takenBack(each.id());
    } catch (RuntimeException e) {
      // It stays in the journal, where it is found when this worker has been silent for a while.
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("container", each.name())
          .log("a container is not as it was before; it is tried again");
    }
  }

  static void takeBack(Docker docker, Entry entry) {
    switch (entry.kind()) {
      case STOPPED -> {
        docker.start(entry.container(), entry.name());
        LOG.atInfo().addKeyValue("container", entry.name()).log("container is started again");
      }
      case HELPER -> docker.removeContainer(entry.container());
    }
  }

  /** The order to take things back in. */
  static List<Entry> ordered(List<Entry> entries) {
    return entries.stream().sorted(Comparator.comparingInt(Entry::position).reversed()).toList();
  }

  private static void end(BackgroundThread thread) {
    try {
      thread.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
