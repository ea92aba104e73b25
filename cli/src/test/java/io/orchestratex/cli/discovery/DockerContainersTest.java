package io.orchestratex.cli.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read out of {@code docker inspect}, and that its secrets stay there. */
class DockerContainersTest {

  private static final String INSPECTED =
      """
      [{"Name": "/shop-db", "Config": {"Image": "registry.example/postgres:15",
          "ExposedPorts": {"5432/tcp": {}},
          "Env": ["POSTGRES_USER=shop", "POSTGRES_PASSWORD=s3cret=1", "API_TOKEN=t0ken",
            "PG_MAJOR=15", "PATH=/usr/bin"]},
        "HostConfig": {"NetworkMode": "shop_default"},
        "NetworkSettings": {"Ports": {"5432/tcp": [{"HostIp": "0.0.0.0", "HostPort": "5433"},
            {"HostIp": "::", "HostPort": "5433"}]},
          "Networks": {"shop_default": {"Aliases": ["db"], "IPAddress": "172.18.0.2"}}}},
       {"Name": "/cache", "Config": {"Image": "valkey/valkey:9", "ExposedPorts": {"6379/tcp": {}},
          "Env": []},
        "HostConfig": {"NetworkMode": "bridge"},
        "NetworkSettings": {"Ports": {"6379/tcp": null}, "Networks": {}}},
       {"Name": "/graph", "Config": {"Image": "neo4j:5", "Env": ["NEO4J_AUTH=neo4j/s3cret"],
          "ExposedPorts": {"7687/tcp": {}, "7474/tcp": {}}},
        "HostConfig": {"NetworkMode": "host"}, "NetworkSettings": {"Ports": {}}},
       {"Name": "/ui", "Config": {"Image": "mongo-express", "ExposedPorts": {"8081/tcp": {}},
          "Env": ["ME_CONFIG_MONGODB_URL=mongodb://a:s3cret@x"]},
        "HostConfig": {"NetworkMode": "bridge"}, "NetworkSettings": {"Ports": {}}}]
      """;

  @TempDir private Path folder;

  @Test
  void aContainerIsAnEngineByThePortThatItsImageDeclares() throws IOException {
    Found found = DockerContainers.engines(new ObjectMapper().readTree(INSPECTED));

    assertThat(found.engines())
        .extracting(each -> each.kind().text() + " " + each.endpoint() + " " + each.seenAs())
        .containsExactly(
            "postgresql 127.0.0.1:5433 container shop-db (registry.example/postgres:15)",
            "redis null container cache (valkey/valkey:9)",
            "neo4j 127.0.0.1:7687 container graph (neo4j:5)");
    assertThat(found.engines().get(1).obstacle()).contains("publishes no port");
    Container db = Objects.requireNonNull(found.engines().getFirst().container());
    assertThat(db.names()).containsExactlyInAnyOrder("shop-db", "db", "172.18.0.2");
    assertThat(db.user()).isEqualTo("shop");
    assertThat(db.password()).as("for the sign-in").isEqualTo("s3cret=1");
    assertThat(db.environment())
        .containsEntry("POSTGRES_USER", "shop")
        .containsEntry("POSTGRES_PASSWORD", "(set)")
        .containsEntry("API_TOKEN", "(set)")
        .doesNotContainKey("PATH");
    assertThat(found.toString()).doesNotContain("s3cret", "t0ken");
  }

  @Test
  void aPublishedPortIsTheContainersWhateverListensForItHere() throws IOException {
    Found containers = DockerContainers.engines(new ObjectMapper().readTree(INSPECTED));
    Found processes =
        new Found(
            List.of(
                FoundEngine.at(EngineKind.POSTGRESQL, new Endpoint("127.0.0.1", 5433), "an answer"),
                FoundEngine.at(
                    EngineKind.POSTGRESQL, new Endpoint("127.0.0.1", 5432), "process 7")),
            List.of("one thing"));

    Found joined = Discovery.joined(processes, containers);

    assertThat(joined.engines())
        .extracting(FoundEngine::seenAs)
        .containsSubsequence("process 7", "container shop-db (registry.example/postgres:15)")
        .doesNotContain("an answer");
    assertThat(joined.unseen()).containsExactly("one thing");
  }

  @Test
  void whyContainersCouldNotBeSeenIsSaid() throws IOException {
    Path docker = folder.resolve("docker");
    Files.writeString(
        docker, "#!/bin/sh\necho 'permission denied at /run/docker.sock' >&2\nexit 1\n");
    Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwx------"));

    assertThat(new DockerContainers(Optional.of(docker)).look().unseen())
        .singleElement()
        .satisfies(said -> assertThat(said).contains("permission denied at /run/docker.sock"));
    assertThat(new DockerContainers(Optional.empty()).look().unseen())
        .singleElement()
        .satisfies(said -> assertThat(said).contains("no docker program"));
  }
}
