package io.orchestratex.backup.engine.volume;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a restore would do to the folders of volumes. Changes nothing. */
final class VolumePlan {

  /** A volume that takes longer to read is not counted: a person waits. */
  private static final Duration COUNTED_WITHIN = Duration.ofSeconds(10);

  private final RestoreScope scope;
  private final DockerWork work;
  private final VolumeSettings settings;
  private final FolderSwap swap;
  private final List<PlannedObject> objects = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> obstacles = new ArrayList<>();
  private final List<String> existing = new ArrayList<>();

  VolumePlan(RestoreScope scope, DockerWork work, VolumeSettings settings, FolderSwap swap) {
    this.scope = scope;
    this.work = work;
    this.settings = settings;
    this.swap = swap;
  }

  EnginePlan plan() throws IOException {
    VolumeAddress address = VolumeAddress.of(scope.access());
    for (DumpedFile file : scope.files()) {
      boolean own = file.scope().equals(address.name());
      if (!own && scope.naming().isNone()) {
        obstacles.add(
            "the backup holds volume %s, and target %s is volume %s; say under which name it is to be restored (--as %s=%s)."
                .formatted(
                    file.scope(),
                    scope.access().target(),
                    address.name(),
                    file.scope(),
                    address.name()));
      }
      plan(file);
    }
    return new EnginePlan(objects, warnings, obstacles, existing);
  }

  private void plan(DumpedFile file) throws IOException {
    String name = file.scope();
    try {
      settings.requireOpen(name);
    } catch (EngineException e) {
      obstacles.add(String.valueOf(e.getMessage()));
    }
    Optional<InspectVolumeResponse> there = work.docker().volume(name);
    Map<String, Long> now = new TreeMap<>();
    boolean counted = true;
    if (there.isPresent()) {
      existing.add(name);
      counted = count(name, now);
      refusals(there.get());
    }
    for (ObjectFact each : file.objects()) {
      Long current = now.remove(each.name());
      boolean isNew = there.isEmpty() || (counted && current == null);
      objects.add(
          new PlannedObject(
              each.name(), current, each.count(), isNew ? Action.CREATE : Action.REPLACE));
    }
    now.forEach((left, count) -> objects.add(new PlannedObject(left, count, null, Action.DROP)));
    String driver = file.attributes().getOrDefault(VolumeDump.DRIVER, "local");
    boolean options =
        file.attributes().keySet().stream().anyMatch(each -> each.startsWith("option."));
    if (there.isEmpty() && (options || !driver.equals("local"))) {
      warnings.add(
          "volume %s was of driver %s%s when the backup was taken; it is made as a plain volume on Docker's own disk."
              .formatted(name, driver, options ? " with options" : ""));
    }
  }

  private boolean count(String name, Map<String, Long> now) throws IOException {
    Limit limit = new Limit();
    try {
      VolumeRestore.measured(work, name, name, limit)
          .forEach(fact -> now.put(fact.name(), fact.count()));
      return true;
    } catch (TooLong e) {
      return false;
    }
  }

  private void refusals(InspectVolumeResponse volume) {
    swap.refusal(volume).ifPresent(obstacles::add);
    Dependants dependants = Dependants.of(work.docker(), volume.getName());
    List<VolumeUser> running = dependants.all();
    dependants.database().ifPresent(obstacles::add);
    obstacles.addAll(dependants.obstacles(running));
    if (!running.isEmpty()) {
      warnings.add(
          "container %s is stopped for the moment in which volume %s is put in place, and started again."
              .formatted(Dependants.names(running), volume.getName()));
    }
    if (obstacles.isEmpty() && swap.image(work, volume.getName()).isEmpty()) {
      obstacles.add(FolderSwap.noImage().getMessage() + ".");
    }
  }

  /** Ends a count that takes too long. */
  private static final class TooLong extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1L;
  }

  private static final class Limit implements ProgressMonitor {
    private final long until = System.nanoTime() + COUNTED_WITHIN.toNanos();

    @Override
    public void detail(String text) {}

    @Override
    public void expect(long bytes) {}

    @Override
    public void processed(long bytes) {}

    @Override
    public void checkpoint() {
      if (System.nanoTime() > until) {
        throw new TooLong();
      }
    }

    @Override
    public Registration onStop(Runnable action) {
      return () -> {};
    }
  }
}
