package io.orchestratex.backup.recovery;

import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.LogSource;
import io.orchestratex.backup.engine.LogSource.Piece;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.background.BackgroundThread;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the log of each archived server received by one process, which holds a lease by the clock of
 * the store. A receiver that fails is begun again in the next round; where the server keeps too
 * much for us meanwhile, it is released from that, which leaves a gap.
 */
@Singleton
final class LogKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(LogKeeper.class);
  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final int ROUNDS_OF_PRUNING = 300;

  /** A backup that is being taken needs the log from its beginning on. */
  private static final Duration YOUNG = Duration.ofDays(2);

  private final LogArchives archives;
  private final LogVault vault;
  private final Bases bases;
  private final Targets targets;
  private final RecoverySettings settings;
  private final InstantSource clock;
  private final String owner = UUID.randomUUID().toString();
  private final Map<String, Receiver> receivers = new ConcurrentHashMap<>();
  private final BackgroundThread rounds;
  private int round;

  LogKeeper(
      LogArchives archives,
      LogVault vault,
      Bases bases,
      Targets targets,
      RecoverySettings settings,
      InstantSource clock) {
    this.archives = archives;
    this.vault = vault;
    this.bases = bases;
    this.targets = targets;
    this.settings = settings;
    this.clock = clock;
    this.rounds =
        BackgroundThread.ofRounds(
            Thread.ofPlatform().name("log-keeper").daemon(),
            ROUND,
            this::keepAll,
            fault -> LOG.atError().log("archived logs cannot be looked after: {}", fault));
  }

  @EventListener
  void onStoreReady(StoreReady ready) {
    rounds.start();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    rounds.interrupt();
    receivers.values().forEach(Receiver::end);
    receivers.keySet().forEach(target -> archives.release(target, owner));
  }

  private void keepAll() {
    List<LogArchive> all = archives.all();
    receivers.forEach((target, receiver) -> {
      if (all.stream().noneMatch(each -> each.target().equals(target))) {
        receivers.remove(target);
        receiver.end();
        receiver.drop();
      }
    });
    boolean pruning = round++ % ROUNDS_OF_PRUNING == ROUNDS_OF_PRUNING - 1;
    for (LogArchive each : all) {
      if (!archives.lease(each.target(), owner, settings.lease())) {
        Receiver lost = receivers.remove(each.target());
        if (lost != null) {
          lost.end();
        }
        continue;
      }
      Optional<Targets.Registered> target = targets.find(each.target());
      if (target.isEmpty()) {
        Receiver orphan = receivers.remove(each.target());
        if (orphan != null) {
          orphan.end();
        }
      } else if (target.get().engine() instanceof LogSource engine) {
        keep(each, target.get(), engine);
        if (pruning) {
          prune(each.target(), engine);
        }
      }
    }
  }

  private void keep(LogArchive archive, Targets.Registered target, LogSource engine) {
    Receiver running = receivers.get(archive.target());
    if (running != null && running.thread.isAlive()) {
      return;
    }
    if (archive.problem() != null) {
      spare(archive, target, engine);
    }
    Receiver receiver = new Receiver(archive, target, engine);
    receivers.put(archive.target(), receiver);
    receiver.thread.start();
  }

  /** The server's disk is worth more than a log without a gap. */
  private void spare(LogArchive archive, Targets.Registered target, LogSource engine) {
    try {
      OptionalLong kept = engine.kept(target.access(), archive.slot());
      if (kept.isPresent() && kept.getAsLong() >> 20 >= settings.mostKeptMib()) {
        engine.drop(target.access(), archive.slot());
        LOG.atError()
            .addKeyValue("target", archive.target())
            .addKeyValue("bytes", kept.getAsLong())
            .log("the server kept too much of its log for us; there is a gap in the archive now");
      }
    } catch (EngineException e) {
      // It does not answer: the receiver says so.
    }
  }

  private void prune(String target, LogSource engine) {
    Instant now = clock.instant(); // A backup that is taken meanwhile needs what comes meanwhile.
    try {
      for (KeptPiece each :
          LogRules.unneeded(bases.of(target, engine), archives.pieces(target), now.minus(YOUNG))) {
        vault.remove(target, each);
        archives.forget(target, each);
      }
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().addKeyValue("target", target).setCause(e).log("a log cannot be pruned");
    }
  }

  /** A thread that receives until it is ended or meets a fault. */
  private final class Receiver implements ProgressMonitor {

    private final LogArchive archive;
    private final Targets.Registered target;
    private final LogSource engine;
    private final Thread thread;
    private volatile boolean ended;
    private boolean sound;
    private volatile @Nullable Runnable stop;

    Receiver(LogArchive archive, Targets.Registered target, LogSource engine) {
      this.archive = archive;
      this.target = target;
      this.engine = engine;
      this.thread =
          Thread.ofPlatform().name("log-" + archive.target()).daemon().unstarted(this::receive);
    }

    private void receive() {
      try {
        Piece last =
            archives.pieces(archive.target()).stream()
                .max(Comparator.comparing(KeptPiece::storedAt))
                .map(KeptPiece::piece)
                .orElse(null);
        engine.receive(
            target.access(), archive.slot(), last, settings.interval(), this::store, this);
      } catch (EndedException e) {
        LOG.atInfo()
            .addKeyValue("target", archive.target())
            .log("its log is not received any more");
      } catch (IOException | RuntimeException e) {
        failed(e);
      }
    }

    private void failed(Exception e) {
      if (ended) {
        return;
      }
      String said = String.valueOf(e.getMessage());
      if (!said.equals(archive.problem())) {
        LOG.atError()
            .addKeyValue("target", archive.target())
            .setCause(e)
            .log("a log cannot be received");
      }
      try {
        if (archives.lease(archive.target(), owner, settings.lease())) {
          archives.problem(archive.target(), said);
        }
      } catch (FailureException away) {
        // The next round says that the store is away.
      }
    }

    private void store(Piece piece, byte[] content, int offset) throws IOException {
      KeptPiece kept =
          vault.store(archive.target(), archive.vault(), piece, content, offset, clock.instant());
      List<KeptPiece> within = archives.add(archive.target(), owner, kept);
      if (!sound) {
        sound = true;
        archives.problem(archive.target(), null);
      }
      for (KeptPiece each : within) {
        vault.remove(archive.target(), each);
      }
    }

    /** A slot that nothing receives from would fill the server's disk. */
    void drop() {
      try {
        thread.join(Duration.ofSeconds(5));
        engine.drop(target.access(), archive.slot());
      } catch (EngineException e) {
        LOG.atError()
            .addKeyValue("target", archive.target())
            .addKeyValue("slot", archive.slot())
            .setCause(e)
            .log("a replication slot is not needed any more and cannot be dropped");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void end() {
      ended = true;
      Runnable closing = stop;
      if (closing != null) {
        closing.run();
      }
    }

    @Override
    public void detail(String text) {}

    @Override
    public void expect(long bytes) {}

    @Override
    public void processed(long bytes) {}

    @Override
    public void checkpoint() {
      if (ended) {
        throw new EndedException();
      }
    }

    @Override
    public Registration onStop(Runnable action) {
      stop = action;
      return () -> stop = null;
    }
  }

  /** A receiver was ended. */
  private static final class EndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
