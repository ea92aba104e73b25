package io.orchestratex.backup.engine.volume;

import com.github.dockerjava.api.command.InspectContainerResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A container that mounts a volume.
 *
 * @param writes whether it mounts it with the right to write
 * @param startedAt when it was last started, in Docker's words
 * @param removedAtItsEnd whether Docker removes it when it stops ({@code --rm})
 */
record VolumeUser(
    String id,
    String name,
    String image,
    boolean running,
    boolean paused,
    boolean writes,
    String startedAt,
    boolean removedAtItsEnd,
    Map<String, String> labels) {

  private static final String SWARM_TASK = "com.docker.swarm.task.id";

  VolumeUser {
    labels = Map.copyOf(labels);
  }

  static List<VolumeUser> of(Docker docker, String volume) {
    return docker.containersOf(volume).stream()
        .filter(each -> !HelperContainer.isOne(each))
        .map(each -> of(each, volume))
        .toList();
  }

  private static VolumeUser of(InspectContainerResponse found, String volume) {
    var state = found.getState();
    boolean writes =
        Objects.requireNonNullElse(found.getMounts(), List.<InspectContainerResponse.Mount>of())
            .stream()
            .filter(mount -> volume.equals(mount.getName()))
            .anyMatch(mount -> !Boolean.FALSE.equals(mount.getRW()));
    return new VolumeUser(
        found.getId(),
        found.getName().replaceFirst("^/", ""),
        Objects.requireNonNullElse(found.getConfig().getImage(), ""),
        Boolean.TRUE.equals(state.getRunning()) || Boolean.TRUE.equals(state.getRestarting()),
        Boolean.TRUE.equals(state.getPaused()),
        writes,
        Objects.requireNonNullElse(state.getStartedAt(), ""),
        Boolean.TRUE.equals(found.getHostConfig().getAutoRemove()),
        Objects.requireNonNullElse(found.getConfig().getLabels(), Map.of()));
  }

  /** Whether a swarm started it, and would start another one in its place. */
  boolean isOfSwarm() {
    return labels.containsKey(SWARM_TASK);
  }
}
