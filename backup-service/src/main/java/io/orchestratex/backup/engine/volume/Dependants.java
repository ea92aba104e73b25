package io.orchestratex.backup.engine.volume;

import io.orchestratex.backup.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The containers of a volume that run, and whether they may be stopped for it. */
final class Dependants {

  private static final Pattern OWN = Pattern.compile("/containers/([0-9a-f]{64})/");

  private final String volume;
  private final List<VolumeUser> running;

  private Dependants(String volume, List<VolumeUser> running) {
    this.volume = volume;
    this.running = List.copyOf(running);
  }

  static Dependants of(Docker docker, String volume) {
    return new Dependants(
        volume, VolumeUser.of(docker, volume).stream().filter(VolumeUser::running).toList());
  }

  /** All that run, in the order to stop them. */
  List<VolumeUser> all() {
    return StopOrder.of(running);
  }

  /** Those that can write, in the order to stop them. */
  List<VolumeUser> writers() {
    return StopOrder.of(running.stream().filter(VolumeUser::writes).toList());
  }

  /** Names of containers, for a person. */
  static String names(List<VolumeUser> users) {
    return users.stream().map(VolumeUser::name).collect(Collectors.joining(", "));
  }

  /** The database server that runs on the volume, as its containers' images tell; a sentence. */
  Optional<String> database() {
    for (VolumeUser each : writers()) {
      Optional<String> product = DatabaseImages.ofImage(each.image());
      if (product.isPresent()) {
        return Optional.of(
            refusal(product.get(), "container %s runs %s".formatted(each.name(), each.image())));
      }
    }
    return Optional.empty();
  }

  /**
   * The same, as files in the volume tell.
   *
   * @param helper that reaches the volume
   * @param as its folder there
   */
  Optional<String> database(Docker docker, String helper, String as) {
    if (writers().isEmpty()) {
      return Optional.empty();
    }
    for (Map.Entry<String, String> sign : DatabaseImages.signs().entrySet()) {
      if (HelperContainer.hasFile(docker, helper, as, sign.getKey())) {
        return Optional.of(
            refusal(
                sign.getValue(),
                "it has %s and container %s runs".formatted(sign.getKey(), names(writers()))));
      }
    }
    return Optional.empty();
  }

  private String refusal(String product, String why) {
    return "volume %s is the data of a %s server (%s), and a copy of its files is no sound backup while it runs, or where it is stopped for a moment only; %s."
        .formatted(volume, product, why, DatabaseImages.instead(product));
  }

  /** What prevents containers from being stopped and started again; sentences. */
  List<String> obstacles(List<VolumeUser> users) {
    List<String> obstacles = new ArrayList<>();
    @Nullable String own = own();
    for (VolumeUser each : users) {
      String name = "container %s, which uses volume %s, ".formatted(each.name(), volume);
      if (each.id().equals(own)) {
        obstacles.add(name + "is backup-service itself, which cannot be stopped for it.");
      } else if (each.removedAtItsEnd()) {
        obstacles.add(
            name + "would be removed when it is stopped (--rm); stop it yourself, then try again.");
      } else if (each.isOfSwarm()) {
        obstacles.add(
            name
                + "belongs to a swarm, which starts another one when it is stopped; scale its service"
                + " to 0 (docker service scale), then try again.");
      } else if (each.paused()) {
        obstacles.add(name + "is paused; unpause or stop it, then try again.");
      }
    }
    return obstacles;
  }

  /**
   * Makes sure that containers can be stopped and started again.
   *
   * @throws EngineException when one cannot
   */
  void requireStoppable(List<VolumeUser> users) {
    List<String> obstacles = obstacles(users);
    if (!obstacles.isEmpty()) {
      throw new EngineException(
          "backup.volume-in-use",
          "Nothing was stopped: %s Or read it while they go on, with volume://%s?stop=none, which is not one moment."
              .formatted(String.join(" ", obstacles), volume));
    }
  }

  /** The id of the container that this service runs in. */
  private static @Nullable String own() {
    try {
      var found = OWN.matcher(Files.readString(Path.of("/proc/self/mountinfo")));
      return found.find() ? found.group(1) : null;
    } catch (IOException e) {
      return null; // Not Linux, so in no container of Linux.
    }
  }
}
