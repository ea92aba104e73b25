package io.orchestratex.backup.engine.volume;

import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.VolumeOptions;
import io.orchestratex.backup.engine.EngineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A container that is made to reach a volume. The one that reads and writes is never started: it is
 * made of an image with nothing in it. The one that moves folders runs a short script.
 */
final class HelperContainer {

  static final String PREFIX = "ox_helper_";

  private static final String LABEL = "io.orchestratex.helper";
  private static final String NOTHING = "orchestratex/nothing";
  private static final String TAG = "1";
  private static final String FOLDER = "/ox";
  private static final String RESULT = "/ox-result";
  private static final int SCRIPT_SECONDS = 60;

  private HelperContainer() {}

  static boolean isOne(InspectContainerResponse container) {
    return Objects.requireNonNullElse(container.getConfig().getLabels(), Map.<String, String>of())
        .containsKey(LABEL);
  }

  private static void requireNothing(Docker docker) {
    try {
      var _ =
          docker.ask(
              "look for an image",
              () -> docker.client().inspectImageCmd(NOTHING + ":" + TAG).exec());
    } catch (NotFoundException e) {
      var _ =
          docker.ask(
              "make an image with nothing in it",
              () ->
                  docker
                      .client()
                      .buildImageCmd(new ByteArrayInputStream(instructions()))
                      .withTags(Set.of(NOTHING + ":" + TAG))
                      .exec(new BuildImageResultCallback())
                      .awaitImageId());
    }
  }

  private static byte[] instructions() {
    byte[] text = ("FROM scratch\nLABEL " + LABEL + "=1\n").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    try (TarArchiveOutputStream entries = new TarArchiveOutputStream(tar)) {
      TarArchiveEntry file = new TarArchiveEntry("Dockerfile");
      file.setSize(text.length);
      entries.putArchiveEntry(file);
      entries.write(text);
      entries.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tar.toByteArray();
  }

  /**
   * Makes one that reaches a volume, and does not run.
   *
   * @param as the name that the volume's folder has in archives
   * @return its name
   */
  static String of(DockerWork work, String volume, String as, boolean writes) {
    Docker docker = work.docker();
    requireNothing(docker);
    Mount mount =
        new Mount()
            .withType(MountType.VOLUME)
            .withSource(volume)
            .withTarget(FOLDER + "/" + as)
            .withReadOnly(!writes)
            .withVolumeOptions(new VolumeOptions().withNoCopy(true));
    return make(work, NOTHING + ":" + TAG, mount, "nothing");
  }

  private static String make(DockerWork work, String image, Mount mount, String script) {
    String name = work.nameOfHelper();
    Docker docker = work.docker();
    var _ =
        docker.ask(
            "make a container of image " + image,
            () ->
                docker
                    .client()
                    .createContainerCmd(image)
                    .withName(name)
                    .withLabels(Map.of(LABEL, "1"))
                    .withUser("0:0")
                    .withEntrypoint("sh", "-c", script)
                    .withCmd(List.of())
                    .withHostConfig(
                        HostConfig.newHostConfig()
                            .withNetworkMode("none")
                            .withSecurityOpts(List.of("label=disable"))
                            .withMounts(List.of(mount)))
                    .exec());
    return name;
  }

  /** The folder of its volume as a tar, as Docker makes it. Never close it: close the Docker. */
  static InputStream archive(Docker docker, String helper, String as) {
    return docker.ask(
        "read a volume",
        () -> docker.client().copyArchiveFromContainerCmd(helper, FOLDER + "/" + as).exec());
  }

  /** Whether its volume has a file; small ones only. */
  static boolean hasFile(Docker docker, String helper, String as, String file) {
    try {
      var _ = archive(docker, helper, as + "/" + file);
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  /** Unpacks a tar of {@link #archive} into its volume. */
  static void unpack(Docker docker, String helper, InputStream tar) {
    var _ =
        docker.ask(
            "write to a volume",
            () ->
                docker
                    .client()
                    .copyArchiveToContainerCmd(helper)
                    .withRemotePath(FOLDER)
                    .withTarInputStream(tar)
                    .exec());
  }

  /** What a script came to. */
  record Ended(int status, String result) {}

  /**
   * Runs a script as root in a folder of Docker's own disk.
   *
   * @param root that folder, which the script finds as {@code /ox}
   * @param script what it writes to {@code /ox-result} is the result
   * @return empty where the image has no shell
   */
  static Optional<Ended> run(DockerWork work, String image, String root, String script) {
    Docker docker = work.docker();
    Mount mount =
        new Mount()
            .withType(MountType.BIND)
            .withSource(root)
            .withTarget(FOLDER)
            .withReadOnly(false);
    String name = make(work, image, mount, script);
    try {
      docker.start(name, name);
      int status = await(docker, name);
      return Optional.of(new Ended(status, status == 0 ? result(docker, name) : ""));
    } catch (EngineException e) {
      if (String.valueOf(e.getMessage()).contains("executable file not found")
          || String.valueOf(e.getMessage()).contains("no such file or directory")) {
        return Optional.empty();
      }
      throw e;
    } finally {
      docker.removeContainer(name);
    }
  }

  private static int await(Docker docker, String name) {
    return docker.ask(
        "run a script",
        () -> {
          try (WaitContainerResultCallback ended =
              docker.client().waitContainerCmd(name).exec(new WaitContainerResultCallback())) {
            return ended.awaitStatusCode(SCRIPT_SECONDS, TimeUnit.SECONDS);
          } catch (DockerClientException e) {
            throw new EngineException(
                "backup.docker-refused",
                "A container that moves folders of volumes did not end within %d s."
                    .formatted(SCRIPT_SECONDS),
                e);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static String result(Docker docker, String name) {
    try {
      InputStream tar =
          docker.ask(
              "read a result",
              () -> docker.client().copyArchiveFromContainerCmd(name, RESULT).exec());
      TarArchiveInputStream entries = new TarArchiveInputStream(tar);
      return entries.getNextEntry() == null
          ? ""
          : new String(entries.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (NotFoundException e) {
      return "";
    } catch (IOException e) {
      throw new EngineException("backup.docker-refused", "Docker ended a reading: " + e, e);
    }
  }
}
