package io.orchestratex.backup.engine.volume;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Loaded;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RenamedRestore;
import io.orchestratex.backup.engine.RestoreScope;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads into a volume of its own, where it is compared. Then the folders of the two volumes change
 * places while every container of the live one is stopped; what was there lies in a third volume
 * until the restore is confirmed.
 */
final class VolumeRestore implements RenamedRestore {

  private static final String STAGED = "ox_restore_";
  private static final String OLD = "ox_old_";

  /** Label of a volume that a restore made, with its id. */
  private static final String MADE_BY = "io.orchestratex.restore";

  private static final String COMPOSE = "com.docker.compose.";
  private static final String INODE = "inode";
  private static final String STAGED_NAME = "staged";
  private static final String LIVE_NAME = "live";
  private static final String OLD_NAME = "old";

  /** What the stops of a move may take together: a move must end within three minutes. */
  private static final Duration STOPS = Duration.ofSeconds(90);

  private final VolumeSettings settings;
  private final WorkJournal journal;
  private final FolderSwap swap;

  VolumeRestore(VolumeSettings settings, WorkJournal journal, FolderSwap swap) {
    this.settings = settings;
    this.journal = journal;
    this.swap = swap;
  }

  private Docker docker() {
    return new Docker(settings.docker());
  }

  private static String staged(RestoreScope scope, DumpedFile file) {
    return STAGED + scope.prefix() + file.scope();
  }

  @Override
  public String text() {
    return "swapped";
  }

  @Override
  public String namesOf(String restoreId) {
    return "volumes that begin with %s%s_ (previous) and %s%s_ (loaded)"
        .formatted(OLD, restoreId, STAGED, restoreId);
  }

  @Override
  public Loaded load(RestoreScope scope, DumpSource source, ProgressMonitor monitor)
      throws IOException {
    List<Deviation> deviations = new ArrayList<>();
    monitor.expect(
        scope.files().stream()
            .flatMap(file -> file.objects().stream())
            .mapToLong(ObjectFact::bytes)
            .sum());
    try (Docker docker = docker();
        DockerWork work = new DockerWork(docker, journal)) {
      for (DumpedFile file : scope.files()) {
        monitor.detail(file.scope());
        String staged = staged(scope, file);
        docker.removeVolume(staged); // Of a worker that died in it.
        docker.makeVolume(staged, Map.of(MADE_BY, scope.restoreId()));
        unpack(work, staged, scope, file, source, monitor);
      }
    }
    return new Loaded(List.of(), deviations);
  }

  private static void unpack(
      DockerWork work,
      String staged,
      RestoreScope scope,
      DumpedFile file,
      DumpSource source,
      ProgressMonitor monitor)
      throws IOException {
    String folder = scope.naming().original(file.scope());
    String helper = HelperContainer.of(work, staged, folder, true);
    try (Docker writing = new Docker(work.docker().address());
        var _ = monitor.onStop(writing::close);
        InputStream dump = source.open(file.scope())) {
      Watched watched = new Watched(dump, monitor);
      try {
        HelperContainer.unpack(writing, helper, watched);
      } catch (EngineException e) {
        monitor.checkpoint();
        if (watched.fault instanceof IOException fault) {
          throw fault;
        }
        if (watched.fault instanceof RuntimeException fault) {
          throw fault;
        }
        throw e;
      }
    }
  }

  @Override
  public List<ObjectFact> measure(RestoreScope scope, ProgressMonitor monitor) throws IOException {
    List<ObjectFact> facts = new ArrayList<>();
    try (Docker docker = docker();
        DockerWork work = new DockerWork(docker, journal)) {
      for (DumpedFile file : scope.files()) {
        monitor.detail(file.scope());
        facts.addAll(measured(work, staged(scope, file), file.scope(), monitor));
      }
    }
    return facts;
  }

  /** What is in a volume, by another name. */
  static List<ObjectFact> measured(
      DockerWork work, String volume, String as, ProgressMonitor monitor) throws IOException {
    String helper = HelperContainer.of(work, volume, as, false);
    try (Docker reading = new Docker(work.docker().address());
        var _ = monitor.onStop(reading::close)) {
      return VolumeContents.read(
          HelperContainer.archive(reading, helper, as),
          as,
          OutputStream.nullOutputStream(),
          monitor);
    }
  }

  @Override
  public List<Move> moves(RestoreScope scope) {
    List<Move> moves = new ArrayList<>();
    try (Docker docker = docker();
        DockerWork work = new DockerWork(docker, journal)) {
      for (DumpedFile file : scope.files()) {
        String staged = staged(scope, file);
        Map<String, String> data = new HashMap<>();
        VolumeDump.labels(file).entrySet().stream()
            .filter(label -> !label.getKey().startsWith(COMPOSE) || scope.naming().isNone())
            .forEach(label -> data.put(VolumeDump.LABEL + label.getKey(), label.getValue()));
        data.put(STAGED_NAME, staged);
        data.put(LIVE_NAME, file.scope());
        data.put(OLD_NAME, OLD + staged.substring(STAGED.length()));
        data.put(INODE, swap.inode(work, staged));
        moves.add(
            new Move(
                "swap " + file.scope(),
                "swapping volume " + file.scope(),
                Move.Phase.SWITCH,
                data));
      }
    }
    return moves;
  }

  @Override
  public void apply(RestoreScope scope, Move move) {
    settings.requireOpen(move.get(LIVE_NAME));
    try (Docker docker = docker();
        DockerWork work = new DockerWork(docker, journal)) {
      String live = move.get(LIVE_NAME);
      String staged = move.get(STAGED_NAME);
      if (isApplied(work, move)) {
        return;
      }
      if (docker.volume(staged).isEmpty()) {
        throw new EngineException(
            "restore.staged-missing", "volume " + staged + " is gone; nothing can be put in place");
      }
      Optional<InspectVolumeResponse> there = docker.volume(live);
      if (there.isPresent()) {
        if (!scope.replaces() && !isMadeBy(scope, there.get())) {
          throw RestoreScope.taken("volume " + live);
        }
        swap.refusal(there.get()).ifPresent(VolumeRestore::refuse);
      } else {
        docker.makeVolume(live, labels(scope, move));
      }
      Dependants dependants = Dependants.of(docker, live);
      dependants.database().ifPresent(VolumeRestore::refuse);
      requireStoppable(dependants);
      docker.makeVolume(move.get(OLD_NAME), Map.of(MADE_BY, scope.restoreId()));
      stop(work, dependants);
      swap.swap(work, staged, live, move.get(OLD_NAME));
    }
  }

  private static void refuse(String why) {
    throw new EngineException("restore.volume-in-use", why);
  }

  private static Map<String, String> labels(RestoreScope scope, Move move) {
    Map<String, String> labels = new HashMap<>();
    move.data()
        .forEach((key, value) -> {
          if (key.startsWith(VolumeDump.LABEL)) {
            labels.put(key.substring(VolumeDump.LABEL.length()), value);
          }
        });
    labels.put(MADE_BY, scope.restoreId());
    return labels;
  }

  private static boolean isMadeBy(RestoreScope scope, InspectVolumeResponse volume) {
    return volume.getLabels() != null && scope.restoreId().equals(volume.getLabels().get(MADE_BY));
  }

  private static void requireStoppable(Dependants dependants) {
    List<String> obstacles = dependants.obstacles(dependants.all());
    if (!obstacles.isEmpty()) {
      refuse(String.join(" ", obstacles));
    }
  }

  /** Also those that only read: they would go on to see the previous folder. */
  private void stop(DockerWork work, Dependants dependants) {
    List<VolumeUser> running = dependants.all();
    Duration share = STOPS.dividedBy(Math.max(1, running.size()));
    Duration longest = settings.stopWithin();
    work.stop(running, share.compareTo(longest) < 0 ? share : longest);
  }

  @Override
  public void undo(RestoreScope scope, Move move) {
    try (Docker docker = docker();
        DockerWork work = new DockerWork(docker, journal)) {
      String live = move.get(LIVE_NAME);
      Optional<InspectVolumeResponse> there = docker.volume(live);
      if (there.isEmpty() || docker.volume(move.get(OLD_NAME)).isEmpty()) {
        return; // Not begun, or undone before.
      }
      if (swap.isMoved(work, move.get(STAGED_NAME), live)) {
        Dependants dependants = Dependants.of(docker, live);
        requireStoppable(dependants);
        stop(work, dependants);
      }
      swap.swapBack(work, move.get(STAGED_NAME), live, move.get(OLD_NAME));
      if (isMadeBy(scope, there.get())) {
        docker.removeVolume(live);
      }
    }
  }

  @Override
  public boolean isApplied(RestoreScope scope, Move move) {
    try (Docker docker = docker();
        DockerWork work = new DockerWork(docker, journal)) {
      return isApplied(work, move);
    }
  }

  private boolean isApplied(DockerWork work, Move move) {
    String live = move.get(LIVE_NAME);
    return work.docker().volume(live).filter(each -> swap.refusal(each).isEmpty()).isPresent()
        && move.get(INODE).equals(swap.inode(work, live));
  }

  private Stream<String> names(Docker docker) {
    return Stream.of(STAGED, OLD)
        .flatMap(prefix -> docker.volumes(prefix).stream())
        .filter(name -> RestoreScope.restoreOf(name, STAGED, OLD).isPresent());
  }

  private static boolean isOf(String name, String restoreId) {
    return RestoreScope.restoreOf(name, STAGED, OLD).equals(Optional.of(restoreId));
  }

  @Override
  public List<String> leftovers(RestoreScope scope) {
    try (Docker docker = docker()) {
      return names(docker).filter(name -> isOf(name, scope.restoreId())).toList();
    }
  }

  @Override
  public Set<String> restoresWithLeftovers(EngineAccess access) {
    try (Docker docker = docker()) {
      return names(docker)
          .flatMap(name -> RestoreScope.restoreOf(name, STAGED, OLD).stream())
          .collect(Collectors.toSet());
    }
  }

  @Override
  public void remove(RestoreScope scope, String leftover) {
    if (!isOf(leftover, scope.restoreId())) {
      throw new IllegalArgumentException(leftover + " is not one of this restore's");
    }
    try (Docker docker = docker()) {
      docker.removeVolume(leftover);
    }
  }

  /** Keeps what went wrong where it was read, which Docker's client hides. */
  private static final class Watched extends FilterInputStream {
    private final ProgressMonitor monitor;
    private @Nullable Exception fault;

    Watched(InputStream in, ProgressMonitor monitor) {
      super(in);
      this.monitor = monitor;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        monitor.checkpoint();
        int read = super.read(buffer, offset, length);
        monitor.processed(Math.max(0, read));
        return read;
      } catch (IOException | RuntimeException e) {
        fault = Objects.requireNonNullElse(fault, e);
        throw e;
      }
    }
  }
}
