package io.orchestratex.backup.engine.volume;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import io.orchestratex.backup.engine.AccessTest;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.Naming;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.OpaqueFiles;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RenamingRestore;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.RestoreWay;
import io.orchestratex.backup.engine.SafetyDump;
import io.orchestratex.backup.engine.ScopeLevel;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.connection.ConnectionTest;
import io.orchestratex.kit.connection.Step;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Docker volumes. A target is one volume, which is its only database; what a backup holds of it is
 * the tar that Docker makes of its folder.
 */
@Singleton
final class VolumeEngine
    implements BackupEngine, OpaqueFiles, AccessTest, RenamingRestore, SafetyDump {

  private final VolumeSettings settings;
  private final WorkJournal journal;
  private final InstantSource clock;
  private final FolderSwap swap;
  private final VolumeRestore restore;

  VolumeEngine(VolumeSettings settings, WorkJournal journal, InstantSource clock) {
    this.settings = settings;
    this.journal = journal;
    this.clock = clock;
    this.swap = new FolderSwap(settings);
    this.restore = new VolumeRestore(settings, journal, swap);
  }

  @Override
  public String name() {
    return "volume";
  }

  @Override
  public String fileSuffix() {
    return ".tar";
  }

  private VolumeAddress open(EngineAccess access) {
    VolumeAddress address = VolumeAddress.of(access);
    settings.requireOpen(address.name());
    return address;
  }

  private Docker docker() {
    return new Docker(settings.docker());
  }

  @Override
  public String address(EngineAccess access) {
    return open(access).name() + ", Docker at " + settings.docker();
  }

  @Override
  public ServerFacts describe(EngineAccess access) {
    VolumeAddress address = open(access);
    try (Docker docker = docker()) {
      return new ServerFacts(
          docker.version(),
          VolumeDump.identity(address.name(), docker),
          docker.volume(address.name()).map(each -> List.of(address.name())).orElse(List.of()));
    }
  }

  @Override
  public ConnectionReport test(EngineAccess access) {
    ConnectionTest test = new ConnectionTest();
    try {
      VolumeAddress address = open(access);
      try (Docker docker = docker()) {
        var _ = existing(docker, address, access);
        Dependants dependants = Dependants.of(docker, address.name());
        Optional<String> database = dependants.database();
        List<String> obstacles = dependants.obstacles(dependants.writers());
        if (database.isPresent()) {
          test.fail(Step.PERMISSION, database.get(), null);
        } else if (address.stops() && !obstacles.isEmpty()) {
          test.fail(Step.PERMISSION, String.join(" ", obstacles), null);
        } else {
          test.pass(Step.PERMISSION, reached(address, dependants), null);
        }
      }
    } catch (EngineException e) {
      test.fail(e.isPassing() ? Step.TCP : Step.PERMISSION, String.valueOf(e.getMessage()), null);
    }
    return test.report();
  }

  private static String reached(VolumeAddress address, Dependants dependants) {
    List<VolumeUser> writers = dependants.writers();
    if (writers.isEmpty()) {
      return "volume %s; no container that runs can write to it".formatted(address.name());
    }
    return "volume %s; container %s %s while it is read"
        .formatted(
            address.name(),
            Dependants.names(writers),
            address.stops() ? "is stopped" : "goes on, so it is not one moment,");
  }

  private static InspectVolumeResponse existing(
      Docker docker, VolumeAddress address, EngineAccess access) {
    return docker
        .volume(address.name())
        .orElseThrow(() ->
            new EngineException(
                EngineException.UNREACHABLE,
                "There is no volume %s, which target %s is; restore it from a backup, or change the target."
                    .formatted(address.name(), access.target())));
  }

  @Override
  public Dump dump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    VolumeAddress address = open(access);
    try (Docker docker = docker();
        DockerWork work = new DockerWork(docker, journal)) {
      InspectVolumeResponse volume = existing(docker, address, access);
      return new VolumeDump(address, work, settings.stopWithin(), clock, monitor)
          .write(volume, target);
    }
  }

  @Override
  public Dump safetyDump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    VolumeAddress address = open(access);
    try (Docker docker = docker()) {
      if (docker.volume(address.name()).isEmpty()) {
        return new Dump(
            docker.version(),
            VolumeDump.identity(address.name(), docker),
            "there was no volume",
            List.of());
      }
    }
    return dump(access, target, monitor);
  }

  @Override
  public List<ObjectFact> read(InputStream file, ProgressMonitor monitor) throws IOException {
    return VolumeContents.read(
        new BufferedInputStream(file, 1 << 16), null, OutputStream.nullOutputStream(), monitor);
  }

  @Override
  public EnginePlan plan(RestoreScope scope) {
    try (Docker docker = docker();
        DockerWork work = new DockerWork(docker, journal)) {
      return new VolumePlan(scope, work, settings, swap).plan();
    } catch (IOException e) {
      throw new EngineException(
          EngineException.UNREACHABLE, "Docker ended a reading: " + e.getMessage(), e);
    }
  }

  @Override
  public RestoreWay restoreWay() {
    return restore;
  }

  @Override
  public Set<ScopeLevel> renames() {
    return Set.of(ScopeLevel.DATABASE);
  }

  @Override
  public Set<ScopeLevel> choices() {
    return Set.of(ScopeLevel.DATABASE);
  }

  @Override
  public Optional<String> refusal(ScopeLevel level, String name) {
    if (!VolumeAddress.NAME.matcher(name).matches()) {
      return Optional.of(
          "is no name of a volume: letters, digits, and _ . - after the first one are allowed, 200"
              + " at most");
    }
    return name.startsWith("ox_")
        ? Optional.of("begins like the names that restores use themselves")
        : Optional.empty();
  }

  @Override
  public DumpedFile renamed(DumpedFile file, Naming naming) {
    String name = naming.database(file.scope());
    String before = VolumeContents.quoted(file.scope());
    List<ObjectFact> objects =
        file.objects().stream()
            .map(fact ->
                fact.named(VolumeContents.quoted(name) + fact.name().substring(before.length())))
            .toList();
    return new DumpedFile(name, objects, file.attributes());
  }
}
