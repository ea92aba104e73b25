package io.orchestratex.backup.engine.volume;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.orchestratex.backup.engine.EngineException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Connections to a Docker engine. Closing it ends what is being read at once. Thread-safe.
 *
 * <p>The stream of an archive is never closed by itself: that would read the rest of it first.
 */
final class Docker implements AutoCloseable {

  /** Longer than a container may take to stop, and than Docker may search a volume in silence. */
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private final DockerClient client;
  private final String address;

  Docker(String address) {
    this.address = address;
    var config =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost(address)
            .withDockerTlsVerify(false)
            .build();
    this.client =
        DockerClientImpl.getInstance(
            config,
            new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .connectionTimeout(Duration.ofSeconds(5))
                .responseTimeout(SILENCE)
                .build());
  }

  String address() {
    return address;
  }

  /**
   * Asks, and says what went wrong.
   *
   * @param what is done, to follow "Docker cannot"
   */
  <T> T ask(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (EngineException | NotFoundException | NotModifiedException e) {
      throw e;
    } catch (DockerException e) {
      throw new EngineException(
          "backup.docker-refused",
          "Docker cannot %s (HTTP status %d): %s".formatted(what, e.getHttpStatus(), said(e)),
          e);
    } catch (RuntimeException e) {
      throw new EngineException(
          EngineException.UNREACHABLE,
          "The Docker engine at %s does not answer (it was to %s); is it running, and may backup-service use its socket?"
              .formatted(address, what),
          e);
    }
  }

  private static String said(DockerException e) {
    return String.valueOf(e.getMessage()).replaceAll("(?s)^Status \\d+: |[{}\"\\n]", "").strip();
  }

  DockerClient client() {
    return client;
  }

  String version() {
    return ask("say its version", () -> client.versionCmd().exec().getVersion());
  }

  Optional<InspectVolumeResponse> volume(String name) {
    try {
      return Optional.of(ask("look at volume " + name, () -> client.inspectVolumeCmd(name).exec()));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** Names of all volumes that begin so. */
  List<String> volumes(String prefix) {
    return ask(
        "list volumes",
        () ->
            client.listVolumesCmd().withFilter("name", List.of(prefix)).exec().getVolumes() == null
                ? List.<String>of()
                : client
                    .listVolumesCmd()
                    .withFilter("name", List.of(prefix))
                    .exec()
                    .getVolumes()
                    .stream()
                    .map(InspectVolumeResponse::getName)
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList());
  }

  /** Makes a volume on this machine's disk; does nothing where there is one of that name. */
  void makeVolume(String name, Map<String, String> labels) {
    var _ =
        ask(
            "make volume " + name,
            () -> client.createVolumeCmd().withName(name).withLabels(labels).exec());
  }

  void removeVolume(String name) {
    try {
      var _ = ask("remove volume " + name, () -> client.removeVolumeCmd(name).exec());
    } catch (NotFoundException e) {
      // It is gone, as it should be.
    }
  }

  Optional<InspectContainerResponse> container(String id) {
    try {
      return Optional.of(
          ask("look at container " + id, () -> client.inspectContainerCmd(id).exec()));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** Containers that mount a volume, whether they run or not. */
  List<InspectContainerResponse> containersOf(String volume) {
    List<InspectContainerResponse> all = new ArrayList<>();
    List<Container> listed =
        ask(
            "list the containers of volume " + volume,
            () ->
                client
                    .listContainersCmd()
                    .withShowAll(true)
                    .withVolumeFilter(List.of(volume))
                    .exec());
    listed.forEach(each -> container(each.getId()).ifPresent(all::add));
    return all;
  }

  /** Stops a container; does nothing where it does not run. */
  void stop(String id, String name, Duration within) {
    try {
      var _ =
          ask(
              "stop container " + name,
              () -> client.stopContainerCmd(id).withTimeout((int) within.toSeconds()).exec());
    } catch (NotModifiedException | NotFoundException e) {
      // It does not run, as it should be.
    }
  }

  /** Starts a container; does nothing where it runs, or is gone. */
  void start(String id, String name) {
    try {
      var _ = ask("start container " + name, () -> client.startContainerCmd(id).exec());
    } catch (NotModifiedException | NotFoundException e) {
      // It runs, or somebody has removed it meanwhile.
    }
  }

  void removeContainer(String id) {
    try {
      var _ =
          ask("remove container " + id, () -> client.removeContainerCmd(id).withForce(true).exec());
    } catch (NotFoundException e) {
      // It is gone, as it should be.
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      // Nothing was asked any more.
    }
  }
}
