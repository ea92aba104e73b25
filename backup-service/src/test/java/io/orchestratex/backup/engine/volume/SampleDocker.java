package io.orchestratex.backup.engine.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.orchestratex.backup.engine.EngineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Volumes and containers on the Docker engine of this machine, which go when it is closed. Their
 * image is made of this machine's own programs: no registry is needed.
 */
public final class SampleDocker implements AutoCloseable {

  public static final String ADDRESS = "unix:///var/run/docker.sock";

  private static final String SHELL = "orchestratex-test/shell";

  private static final String PROGRAMS =
      """
      set -e
      for name in sh sleep mv rmdir ls cat touch mkdir ln chmod chown mkfifo head rm find sort xargs sha256sum sed tar; do
        program=$(command -v $name); echo $program; ldd $program | grep -o '/[^ ]*' || true
      done | sort -u | sed 's|^/||' | tar -C / -chf - -T -
      """;

  private static final String LOOP = "trap 'exit 0' TERM; while :; do sleep 0.1; done";

  private final Docker docker = new Docker(ADDRESS);
  private final List<String> containers = new ArrayList<>();
  private final List<String> volumes = new ArrayList<>();

  /** Skips the test where no Docker engine answers. */
  public SampleDocker() {
    assumeTrue(answers(), "not run: no Docker engine answers at " + ADDRESS);
    requireShell();
  }

  private boolean answers() {
    try {
      return !docker.version().isEmpty();
    } catch (EngineException e) {
      return false;
    }
  }

  Docker docker() {
    return docker;
  }

  private DockerClient client() {
    return docker.client();
  }

  private void requireShell() {
    try {
      var _ = client().inspectImageCmd(SHELL + ":1").exec();
    } catch (NotFoundException e) {
      try {
        Process tar = new ProcessBuilder("sh", "-c", PROGRAMS).start();
        byte[] files = tar.getInputStream().readAllBytes();
        var _ =
            client()
                .buildImageCmd(new ByteArrayInputStream(context(files)))
                .withTags(Set.of(SHELL + ":1"))
                .exec(new BuildImageResultCallback())
                .awaitImageId();
      } catch (IOException fault) {
        throw new UncheckedIOException(fault);
      }
    }
  }

  private static byte[] context(byte[] files) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    try (TarArchiveOutputStream entries = new TarArchiveOutputStream(tar)) {
      Map<String, byte[]> all =
          Map.of(
              "files.tar",
              files,
              "Dockerfile",
              "FROM scratch\nADD files.tar /\n".getBytes(StandardCharsets.UTF_8));
      for (Map.Entry<String, byte[]> each : all.entrySet()) {
        TarArchiveEntry file = new TarArchiveEntry(each.getKey());
        file.setSize(each.getValue().length);
        entries.putArchiveEntry(file);
        entries.write(each.getValue());
        entries.closeArchiveEntry();
      }
    }
    return tar.toByteArray();
  }

  /** Gives the image another name. */
  String image(String name) {
    client().tagImageCmd(SHELL + ":1", "orchestratex-test/" + name, "1").exec();
    return "orchestratex-test/" + name + ":1";
  }

  public String volume(Map<String, String> labels) {
    String name = name();
    docker.makeVolume(name, labels);
    return name;
  }

  /** A name of a volume that there is not, which is removed at the end. */
  public String name() {
    String name = "oxtest" + UUID.randomUUID().toString().substring(0, 8);
    volumes.add(name);
    return name;
  }

  /** Runs a script in a volume and returns what it says. */
  public String run(String volume, String script) {
    return runWith(new Bind(volume, new Volume("/d")), script);
  }

  private String runWith(Bind bind, String script) {
    String id =
        client()
            .createContainerCmd(SHELL + ":1")
            .withEntrypoint("sh", "-c", "cd /d; " + script)
            .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none").withBinds(bind))
            .exec()
            .getId();
    StringBuilder said = new StringBuilder();
    try {
      client().startContainerCmd(id).exec();
      int status =
          client()
              .waitContainerCmd(id)
              .exec(new WaitContainerResultCallback())
              .awaitStatusCode(60, TimeUnit.SECONDS);
      var _ =
          client()
              .logContainerCmd(id)
              .withStdOut(true)
              .withStdErr(true)
              .exec(
                  new ResultCallback.Adapter<Frame>() {
                    @Override
                    public void onNext(Frame frame) {
                      said.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                    }
                  })
              .awaitCompletion(60, TimeUnit.SECONDS);
      assertThat(status).as("%s", said).isZero();
      return said.toString();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      docker.removeContainer(id);
    }
  }

  /** Runs a script in the folder of all volumes. */
  String runAtRoot(String volume, String script) {
    String folder = docker.volume(volume).orElseThrow().getMountpoint();
    return runWith(new Bind(folder.replace("/" + volume + "/_data", ""), new Volume("/d")), script);
  }

  /** A container that runs, with a volume. */
  String container(String image, String volume, AccessMode mode, Map<String, String> labels) {
    return container(image, volume, mode, labels, false);
  }

  String container(
      String image,
      String volume,
      AccessMode mode,
      Map<String, String> labels,
      boolean removedAtItsEnd) {
    String id =
        client()
            .createContainerCmd(image)
            .withLabels(labels)
            .withEntrypoint("sh", "-c", LOOP)
            .withHostConfig(
                HostConfig.newHostConfig()
                    .withNetworkMode("none")
                    .withAutoRemove(removedAtItsEnd)
                    .withBinds(new Bind(volume, new Volume("/d"), mode)))
            .exec()
            .getId();
    containers.add(id);
    client().startContainerCmd(id).exec();
    return id;
  }

  /** One that writes, of a plain image. */
  public String writer(String volume) {
    return container(SHELL + ":1", volume, AccessMode.rw, Map.of());
  }

  public void stop(String id) {
    docker.stop(id, id, Duration.ofSeconds(1));
  }

  public boolean runs(String id) {
    return Boolean.TRUE.equals(
        docker.container(id).map(each -> each.getState().getRunning()).orElse(false));
  }

  String startedAt(String id) {
    return String.valueOf(docker.container(id).orElseThrow().getState().getStartedAt());
  }

  String finishedAt(String id) {
    return String.valueOf(docker.container(id).orElseThrow().getState().getFinishedAt());
  }

  /** Everything that a volume holds and how, as text. */
  public String picture(String volume) {
    return run(
        volume,
        "ls -ldn --time-style=+%s . ; ls -lAnR --time-style=+%s . | sed '/^total/d';"
            + " find . -type f -print0 | sort -z | xargs -0 -r sha256sum");
  }

  /** Fills a volume with every kind of file. */
  public void fill(String volume) {
    run(
        volume,
        """
        mkdir -p 'a folder/deep' empty lefts rights 'Grüße 𝄞' && echo one > 'a folder/one' && ln 'a folder/one' linked
        ln -s 'a folder/one' short; ln -s /nowhere/at/all dangling; mkfifo pipe; echo x > 'a folder/deep/x'
        chown 1234:56 'a folder/deep/x'; chmod 4750 'a folder/deep/x'; chmod 1777 empty; : > nothing
        head -c 3000000 /dev/urandom > large; head -c 2000 /dev/zero > 'Grüße 𝄞/zeros'; chmod 0 nothing
        long=$(head -c 150 /dev/zero | sed 's/./x/g'); mkdir $long; echo y > $long/$long; echo z > '-odd'\\''"name'
        chown 77:88 .; chmod 2751 .
        find . -exec touch -h -d @1000000000 {} +
        """);
  }

  @Override
  public void close() {
    containers.forEach(docker::removeContainer);
    volumes.forEach(docker::removeVolume);
    docker.close();
  }
}
