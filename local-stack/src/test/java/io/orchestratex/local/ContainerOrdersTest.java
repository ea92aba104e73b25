package io.orchestratex.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.local.part.ContainerOrder;
import io.orchestratex.local.part.Part;
import io.orchestratex.local.part.kafka.KafkaAccount;
import io.orchestratex.local.part.service.Service;
import io.orchestratex.local.part.service.Services;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContainerOrdersTest {

  @TempDir Path folder;

  @Test
  void takesTheImagesOfDockerCompose() throws IOException {
    Path root = TestEngines.Checkout.root();
    String compose = Files.readString(root.resolve("docker-compose.yml"));

    for (String image : new StackParts(stack("stack")).images()) {
      assertThat(compose).containsPattern("image: (\\$\\{\\w+:-)?" + image + "\\}?\n");
    }
  }

  @Test
  void dockerComposeGivesEachServiceThatUsesKafkaItsAccount() throws IOException {
    String compose = Files.readString(TestEngines.Checkout.root().resolve("docker-compose.yml"));
    List<String> accounts =
        Services.ALL.stream()
            .filter(service -> service.needs().stream().anyMatch(KafkaAccount.class::isInstance))
            .map(Service::name)
            .toList();

    assertThat(compose).contains("KAFKA_SERVICE_ACCOUNTS: " + String.join(",", accounts) + "\n");
    assertThat(Pattern.compile("user_([\\w-]+-service)=").matcher(compose).results())
        .extracting(account -> account.group(1))
        .containsExactlyElementsOf(accounts);
  }

  /** What a service says itself replaces what it takes over as a whole. */
  @Test
  void dockerComposeBoundsProcessesAndKeepsRootsReadOnly() throws IOException {
    String compose = Files.readString(TestEngines.Checkout.root().resolve("docker-compose.yml"));
    String services =
        compose.substring(compose.indexOf("\nservices:\n"), compose.indexOf("\nnetworks:\n"));
    List<MatchResult> all =
        Pattern.compile("(?m)^  ([a-z][a-z0-9-]*):\n((?:(?: {4}.*| {2}#.*)?\n)+)")
            .matcher(services)
            .results()
            .toList();
    assertThat(all).hasSizeGreaterThan(10);

    for (MatchResult each : all) {
      String name = each.group(1);
      String service = each.group(2);
      boolean takesOver = service.contains("<<: *service\n");
      assertThat(
              service.contains(" pids: ")
                  || service.contains("    deploy: *service-limits\n")
                  || (takesOver && !service.contains("    deploy:")))
          .as("%s has a limit of processes", name)
          .isTrue();
      // The image of Neo4j writes its configuration at each start; it is only for trying things.
      assertThat(takesOver || service.contains("    read_only: true\n") || name.equals("neo4j"))
          .as("%s has a root that is read only", name)
          .isTrue();
    }
  }

  @Test
  void wantsTheSameContainersAgainAsLongAsPortsAndPasswordsStay() {
    StackFolder stack = stack("stack");
    List<String> first = fingerprints(new StackParts(stack), true);

    assertThat(fingerprints(new StackParts(stack), false)).isEqualTo(first);
    assertThat(first).doesNotHaveDuplicates();

    StackFolder other = stack("other");
    assertThat(fingerprints(new StackParts(other), true)).doesNotContainAnyElementsOf(first);
  }

  private static List<String> fingerprints(StackParts parts, boolean choose) {
    if (choose) {
      parts.engines().forEach(Part::choosePorts);
    }
    return parts.engines().stream().map(engine -> engine.container().fingerprint()).toList();
  }

  @Test
  void opensNothingToTheNetworkButTheClientsPorts() {
    StackFolder stack = stack("stack");
    StackParts parts = new StackParts(stack);
    parts.engines().forEach(Part::choosePorts);

    ContainerOrder kafka = parts.kafka().container();

    assertThat(kafka.ports()).hasSize(2);
    assertThat(kafka.environment())
        .containsEntry("KAFKA_SUPER_USERS", "User:broker")
        .containsEntry("KAFKA_ADVERTISED_LISTENERS", advertised(parts))
        .containsKey("KAFKA_LISTENER_NAME_SERVICES_PLAIN_SASL_JAAS_CONFIG");
  }

  private static String advertised(StackParts parts) {
    return "SERVICES://%s,SUBSCRIBERS://%s"
        .formatted(parts.kafka().servicesBootstrap(), parts.kafka().subscribersBootstrap());
  }

  private StackFolder stack(String name) {
    return new StackFolder(TestEngines.Checkout.root(), folder.resolve(name), true).create();
  }
}
