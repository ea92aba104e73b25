package io.orchestratex.backup.engine.volume;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.MalformedDumpException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a volume while no container writes to it, or says that some did. */
final class VolumeDump {

  static final String DRIVER = "driver";
  static final String LABEL = "label.";
  static final String MOMENT = "moment";

  private static final String NOT_ONE_MOMENT =
      "containers went on while it was read (stop=none), so its files are not of one moment, and one"
          + " that was written to may be torn; use volume://NAME to have them stopped meanwhile";

  private final VolumeAddress address;
  private final DockerWork work;
  private final Duration stopWithin;
  private final InstantSource clock;
  private final ProgressMonitor monitor;

  VolumeDump(
      VolumeAddress address,
      DockerWork work,
      Duration stopWithin,
      InstantSource clock,
      ProgressMonitor monitor) {
    this.address = address;
    this.work = work;
    this.stopWithin = stopWithin;
    this.clock = clock;
    this.monitor = monitor;
  }

  Dump write(InspectVolumeResponse volume, DumpTarget target) throws IOException {
    Docker docker = work.docker();
    Dependants dependants = Dependants.of(docker, address.name());
    String helper = refusedOrHelper(dependants);
    MountWitness witness = still(dependants, helper);
    String point = "read from %s".formatted(clock.instant());
    List<ObjectFact> facts = read(helper, witness, target);
    if (address.stops()) {
      witness.requireNone();
    } else {
      point += ", not one moment";
    }
    return new Dump(
        docker.version(),
        identity(address.name(), docker),
        point,
        List.of(new DumpedFile(address.name(), facts, attributes(volume))),
        leftOut());
  }

  static String identity(String volume, Docker docker) {
    return "volume %s at %s".formatted(volume, docker.address());
  }

  private String refusedOrHelper(Dependants dependants) {
    dependants.database().ifPresent(VolumeDump::refuse);
    if (address.stops()) {
      dependants.requireStoppable(dependants.writers());
    }
    String helper = HelperContainer.of(work, address.name(), address.name(), false);
    dependants.database(work.docker(), helper, address.name()).ifPresent(VolumeDump::refuse);
    return helper;
  }

  private static void refuse(String why) {
    throw new EngineException("backup.volume-of-database", "No backup was taken: " + why);
  }

  /** Stops who writes; whoever comes from then on is noticed. */
  private MountWitness still(Dependants dependants, String helper) {
    Docker docker = work.docker();
    MountWitness witness = new MountWitness(docker, address.name(), Set.of(helper));
    if (address.stops()) {
      List<VolumeUser> writers = dependants.writers();
      if (!writers.isEmpty()) {
        monitor.detail("stopping " + Dependants.names(writers));
      }
      work.stop(writers, stopWithin);
      List<VolumeUser> left = Dependants.of(docker, address.name()).writers();
      if (!left.isEmpty()) {
        throw new EngineException(
            "backup.volume-in-use",
            "Container %s runs again although it was stopped to read volume %s; no backup was taken. Find out what starts it."
                .formatted(Dependants.names(left), address.name()));
      }
    }
    return witness;
  }

  private List<ObjectFact> read(String helper, MountWitness witness, DumpTarget target)
      throws IOException {
    monitor.detail(address.name());
    try (Docker reading = new Docker(work.docker().address());
        var _ = monitor.onStop(reading::close);
        OutputStream out = target.begin(address.name())) {
      OutputStream watched = new Watched(out, address.stops() ? witness : null);
      return VolumeContents.read(
          HelperContainer.archive(reading, helper, address.name()), null, watched, monitor);
    } catch (MalformedDumpException e) {
      throw new EngineException(
          "backup.volume-unreadable",
          "Docker could not read all of volume %s (%s); a file that shrinks meanwhile does that, or a disk that fails."
              .formatted(address.name(), e.getMessage()),
          e);
    }
  }

  private static Map<String, String> attributes(InspectVolumeResponse volume) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put(DRIVER, volume.getDriver());
    Objects.requireNonNullElse(volume.getLabels(), Map.<String, String>of())
        .forEach((name, value) -> attributes.put(LABEL + name, value));
    Objects.requireNonNullElse(volume.getOptions(), Map.<String, String>of())
        .forEach((name, value) -> attributes.put("option." + name, value));
    return attributes;
  }

  /** The labels that a volume had. */
  static Map<String, String> labels(DumpedFile file) {
    return file.attributes().entrySet().stream()
        .filter(each -> each.getKey().startsWith(LABEL))
        .collect(
            Collectors.toMap(each -> each.getKey().substring(LABEL.length()), Map.Entry::getValue));
  }

  private List<LeftOut> leftOut() {
    LeftOut attributes =
        LeftOut.byDesign(
            "extended attributes",
            address.name(),
            "Docker hands out capabilities of programs only: access control lists and user"
                + " attributes are not in a backup, times are of whole seconds, and sockets, which"
                + " programs make anew, are left out");
    LeftOut moment = LeftOut.byDesign(MOMENT, address.name(), NOT_ONE_MOMENT);
    return (address.stops() ? Stream.of(attributes) : Stream.of(attributes, moment)).toList();
  }

  /** Has the witness look while bytes pass. */
  private static final class Watched extends FilterOutputStream {
    private final @Nullable MountWitness witness;

    Watched(OutputStream out, @Nullable MountWitness witness) {
      super(out);
      this.witness = witness;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      if (witness != null) {
        witness.look();
      }
    }
  }
}
